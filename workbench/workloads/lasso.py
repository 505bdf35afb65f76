"""A sparse linear law in a CSV file: rows come as text, and most columns say nothing."""

from __future__ import annotations

import os
from typing import Any, NamedTuple, Optional

from workbench.child.scoring import r2
from workbench.contracts import Workload
from workbench.errors import DataError
from workbench.workloads._refusing import refuse, too_small

CHUNK_ROWS = 10000
MOST_TEST_ROWS = 10000
DECIMALS = 6
TARGET = "y"


class CsvSplit(NamedTuple):
    """What `load` returns: the path of the training rows, how many there are, and the held-out rows as arrays.

    The file has a header; its last column is the target `y`, all others are numbers.
    """

    csv_path: str
    rows: int
    X_test: Any
    y_test: Any


class Lasso(Workload):
    """Recover a linear law of which few columns are part, from a CSV file; scored by R² on held-out rows.

    Rows x ~ N(0, I), y = x·w + `noise`·ε with ε ~ N(0, 1), both rounded to 6 decimals. `informative` of the `features`
    weights are not 0, and |w| = 1, so that the best possible R² is 1 / (1 + `noise`²): 0.8 by default. `samples` rows
    are in the file, some 10 bytes a number; a tenth as many more (at most 10,000) are held out as .npy.

    Tolerance 0.003: at alpha 0.01, with 5,000 to 40,000 rows × 100, coordinate descent and SGD of three passes over
    chunks agree within 0.0022.
    """

    name = "lasso"
    requires = {"numpy": "pip install numpy"}
    parameters = {"samples": 20000, "features": 100, "informative": 10, "noise": 0.5, "seed": 0}
    small = {"samples": 5000}
    task = "csv-regression"
    score_name = "R²"
    tolerance = 0.003

    def __init__(self, **parameters: Any) -> None:
        super().__init__(**parameters)
        wrong = too_small(self.values, {"samples": 20, "features": 1, "informative": 1, "noise": 0, "seed": 0})
        if self.values["informative"] > self.values["features"]:
            wrong.append("informative is %d, of %d features" % (self.values["informative"], self.values["features"]))
        refuse(self.name, wrong)

    def prepare(self, folder: str) -> None:
        """Write both parts; memory stays at a few chunks of 10,000 rows."""
        import numpy as np

        random = np.random.default_rng(self.values["seed"])
        weights = np.zeros(self.values["features"])
        chosen = random.permutation(len(weights))[: self.values["informative"]]
        weights[chosen] = random.standard_normal(len(chosen))
        weights /= np.sqrt(np.square(weights).sum())
        self._write_csv(os.path.join(folder, "train.csv"), random, weights)
        x, y = self._rows(self._test_rows(), random, weights)
        np.save(os.path.join(folder, "X_test.npy"), x)
        np.save(os.path.join(folder, "y_test.npy"), y)

    def _write_csv(self, path: str, random: Any, weights: Any) -> None:
        try:
            import pyarrow as pa
            from pyarrow import csv
        except ImportError:
            raise DataError("writing the CSV file needs pyarrow", "pip install pyarrow") from None
        names = ["x%d" % number for number in range(len(weights))] + [TARGET]
        schema = pa.schema([(name, pa.float64()) for name in names])
        with csv.CSVWriter(path, schema) as writer:
            for first in range(0, self.values["samples"], CHUNK_ROWS):
                x, y = self._rows(min(CHUNK_ROWS, self.values["samples"] - first), random, weights)
                writer.write_table(pa.table([*x.T, y], schema=schema))

    def _rows(self, rows: int, random: Any, weights: Any) -> Any:
        """(x, y), shapes (rows, features) and (rows,)."""
        import numpy as np

        x = np.round(random.standard_normal((rows, len(weights))), DECIMALS)
        # einsum, not a BLAS product: its bits don't depend on the number of threads.
        y = np.einsum("ij,j->i", x, weights) + self.values["noise"] * random.standard_normal(rows)
        return x, np.round(y, DECIMALS)

    def _test_rows(self) -> int:
        return int(min(MOST_TEST_ROWS, max(10, self.values["samples"] // 10)))

    def load(self, folder: Optional[str]) -> CsvSplit:
        """The path, and the held-out rows; X memory-mapped."""
        import numpy as np

        assert folder is not None
        held_out = np.load(os.path.join(folder, "X_test.npy"), mmap_mode="r", allow_pickle=False)
        targets = np.load(os.path.join(folder, "y_test.npy"), allow_pickle=False)
        return CsvSplit(os.path.join(folder, "train.csv"), int(self.values["samples"]), held_out, targets)

    def score(self, data: CsvSplit, result: Any) -> float:
        """R² over the held-out rows."""
        return r2(data.y_test, result.predict(data.X_test))

    def data_bytes(self) -> int:
        """Both parts, at 10 bytes a number in the file."""
        numbers = int(self.values["features"]) + 1
        return numbers * (10 * int(self.values["samples"]) + 8 * self._test_rows())


PLUGIN = Lasso
