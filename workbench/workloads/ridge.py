"""Linear regression on seeded synthetic data of any size."""

from __future__ import annotations

import os
from typing import Any, Iterator, Optional, Tuple

from workbench.child.scoring import r2
from workbench.contracts import Workload
from workbench.workloads._chunked import rows_at_once, write_arrays
from workbench.workloads._refusing import refuse, too_small
from workbench.workloads._split import Split, open_split

MOST_TEST_ROWS = 10000


class Ridge(Workload):
    """Recover a linear law from noisy rows; scored by R² on held-out rows.

    Rows x ~ N(0, I) (float64), y = x·w + `noise`·ε with ε ~ N(0, 1) and w scaled to |w| = 1, so that the best
    possible R² is 1 / (1 + `noise`²): 0.8 by default. `samples` rows train; a tenth as many more (at most
    10,000) are held out. R² and not the error of the coefficients, because it is what is scored on data whose
    law nobody knows, too.

    Tolerance 0.001: with 10,000 × 100 and 50,000 × 500 the exact solvers, sag and saga agree within 0.00001,
    averaged SGD comes within 0.0001 of them, and SGD without averaging misses them by 0.002 to 0.006.
    """

    name = "ridge"
    requires = {"numpy": "pip install numpy"}
    parameters = {"samples": 10000, "features": 100, "noise": 0.5, "seed": 0}
    small = {"samples": 5000}
    task = "regression"
    score_name = "R²"
    tolerance = 0.001

    def __init__(self, **parameters: Any) -> None:
        super().__init__(**parameters)
        wrong = too_small(self.values, {"samples": 20, "features": 1, "noise": 0, "seed": 0})
        refuse(self.name, wrong)

    def prepare(self, folder: str) -> None:
        """Write both parts, chunk by chunk; memory stays at a few chunks of 8 MiB."""
        random, weights = self._law()
        for part, rows in (("train", self.values["samples"]), ("test", self._test_rows())):
            self._write(folder, part, rows, random, weights)

    def make_rows(self, first: int, last: int) -> Tuple[Any, Any]:
        """Those of the part to train on. Those before them are made too, a chunk at a time, and dropped."""
        import numpy as np

        random, weights = self._law()
        found, begin = [], 0
        for x, y in self._chunks(self.values["samples"], random, weights):
            own = slice(max(0, first - begin), max(0, last - begin))
            found.append((x[own].copy(), y[own]))
            begin += len(x)
            if begin >= last:
                break
        return tuple(np.concatenate(parts) for parts in zip(*found))  # type: ignore[return-value]

    def _law(self) -> Tuple[Any, Any]:
        """The generator of this seed, and the weights, which it makes first."""
        import numpy as np

        random = np.random.default_rng(self.values["seed"])
        weights = random.standard_normal(self.values["features"])
        weights /= np.sqrt(np.square(weights).sum())
        return random, weights

    def _write(self, folder: str, part: str, rows: int, random: Any, weights: Any) -> None:
        shapes = {"X": (rows, len(weights)), "y": (rows,)}
        paths = {os.path.join(folder, "%s_%s.npy" % (name, part)): shape for name, shape in shapes.items()}
        write_arrays(paths, self._chunks(rows, random, weights))

    def _chunks(self, rows: int, random: Any, weights: Any) -> Iterator[Tuple[Any, Any]]:
        import numpy as np

        at_once = rows_at_once(len(weights))
        for first in range(0, rows, at_once):
            x = random.standard_normal((min(at_once, rows - first), len(weights)))
            # einsum, not a BLAS product: its bits don't depend on the number of threads.
            y = np.einsum("ij,j->i", x, weights) + self.values["noise"] * random.standard_normal(len(x))
            yield x, y

    def _test_rows(self) -> int:
        return int(min(MOST_TEST_ROWS, max(10, self.values["samples"] // 10)))

    def load(self, folder: Optional[str]) -> Split:
        """Both parts; X memory-mapped."""
        assert folder is not None
        return open_split(folder)

    def score(self, data: Split, result: Any) -> float:
        """R² over the held-out rows."""
        return r2(data.y_test, result.predict(data.X_test))

    def data_bytes(self) -> int:
        """Both parts."""
        rows = int(self.values["samples"]) + self._test_rows()
        return rows * (int(self.values["features"]) + 1) * 8


PLUGIN = Ridge
