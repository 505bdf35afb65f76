"""Along which few directions do rows vary? Rows of low rank, and noise in all directions."""

from __future__ import annotations

import os
from typing import Any, Iterator, NamedTuple, Optional, Tuple

from workbench.contracts import Workload
from workbench.workloads._chunked import rows_at_once, write_arrays
from workbench.workloads._refusing import refuse, too_small

MOST_TEST_ROWS = 10000


class Rows(NamedTuple):
    """What `load` returns: rows to look at, held-out rows, how many `components` to find, and the true directions.

    `directions`, shape (components, features), are orthonormal.
    """

    X_train: Any
    X_test: Any
    components: int
    directions: Any


class Components(Workload):
    """Find the `components` directions in which rows vary most; scored by held-out variance over the true directions'.

    Rows are `spread`·z·V + ε with z ~ N(0, I) of `components` numbers, V their orthonormal directions, drawn at random,
    and ε ~ N(0, I) in all `features` (float64). The variance along the directions found of held-out rows, over that
    along the true ones: 1 is as good as these. A result has `components_`, shape (components, features).

    Tolerance 0.001: single precision and double agree within 0.00001.
    """

    name = "components"
    requires = {"numpy": "pip install numpy"}
    parameters = {"samples": 20000, "features": 200, "components": 10, "spread": 3.0, "seed": 0}
    small = {"samples": 3000, "features": 40, "components": 5}
    task = "principal-components"
    score_name = "variance / true directions'"
    tolerance = 0.001

    def __init__(self, **parameters: Any) -> None:
        super().__init__(**parameters)
        wrong = too_small(self.values, {"samples": 20, "features": 1, "components": 1, "spread": 0, "seed": 0})
        most = min(self.values["features"], self.values["samples"])
        if self.values["components"] > most:
            wrong.append("components is %d, of %d that there can be" % (self.values["components"], most))
        refuse(self.name, wrong)

    def prepare(self, folder: str) -> None:
        """Write both parts and the directions, chunk by chunk; memory stays at a few chunks of 8 MiB."""
        import numpy as np

        random = np.random.default_rng(self.values["seed"])
        drawn = random.standard_normal((int(self.values["components"]), int(self.values["features"])))
        directions = _orthonormal(drawn)
        np.save(os.path.join(folder, "directions.npy"), directions.astype("<f8"), allow_pickle=False)
        for name, rows in (("X_train", int(self.values["samples"])), ("X_test", self._test_rows())):
            path = os.path.join(folder, name + ".npy")
            write_arrays({path: (rows, directions.shape[1])}, self._chunks(rows, random, directions))

    def _chunks(self, rows: int, random: Any, directions: Any) -> Iterator[Tuple[Any]]:
        import numpy as np

        at_once = rows_at_once(directions.shape[1])
        for first in range(0, rows, at_once):
            count = min(at_once, rows - first)
            along = self.values["spread"] * random.standard_normal((count, len(directions)))
            # einsum, not a BLAS product: its bits don't depend on the number of threads.
            yield (np.einsum("ij,jk->ik", along, directions) + random.standard_normal((count, directions.shape[1])),)

    def _test_rows(self) -> int:
        return int(min(MOST_TEST_ROWS, max(10, self.values["samples"] // 10)))

    def load(self, folder: Optional[str]) -> Rows:
        """Both parts, memory-mapped and read-only, and the directions."""
        import numpy as np

        assert folder is not None

        def opened(name: str, mode: Any) -> Any:
            return np.load(os.path.join(str(folder), name + ".npy"), mmap_mode=mode, allow_pickle=False)

        return Rows(
            opened("X_train", "r"), opened("X_test", "r"), int(self.values["components"]), opened("directions", None)
        )

    def score(self, data: Rows, result: Any) -> float:
        """Variance of the held-out rows along the directions found, over that along the true ones."""
        import numpy as np

        found = _orthonormal(np.asarray(result.components_, dtype="f8"))
        return _variance(data.X_test, found) / _variance(data.X_test, data.directions)

    def data_bytes(self) -> int:
        """Both parts."""
        return (int(self.values["samples"]) + self._test_rows()) * int(self.values["features"]) * 8


def _orthonormal(directions: Any) -> Any:
    """An orthonormal basis of what rows of the same shape span, by Gram and Schmidt, twice."""
    import numpy as np

    basis = np.empty_like(directions)
    for place, row in enumerate(directions):
        left = row
        for _ in range(2):
            left = left - np.einsum("ij,i->j", basis[:place], np.einsum("ij,j->i", basis[:place], left))
        basis[place] = left / np.sqrt(np.square(left).sum())
    return basis


def _variance(rows: Any, directions: Any) -> float:
    return float((rows @ directions.T).var(axis=0).sum())


PLUGIN = Components
