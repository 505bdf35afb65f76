"""Multiply two matrices: the work whose ceiling every machine is sold by."""

from __future__ import annotations

import os
from typing import Any, NamedTuple, Optional

from workbench.contracts import Workload
from workbench.workloads._refusing import refuse

CHECKED = 256
"""Rows and columns of the product that are held against the reference."""
ITEM_BYTES = {"float64": 8, "float32": 4}


class Factors(NamedTuple):
    """What `load` returns: left and right (rows × rows), and the reference of the product's first corner."""

    left: Any
    right: Any
    corner: Any


class Matmul(Workload):
    """C = A·B of `rows` × `rows` matrices of `precision`; scored by the digits of C that are right.

    Entries are N(0, 1). The score is −log₁₀ of the largest error in a corner of C, relative to the norms of its row and
    column (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., 3.5), against the same product in double
    precision. A product is the array that a solver returns, in host memory.

    Tolerance 1: float32 is right to 7 digits or so, TF32 and bfloat16 to 3 and less. A product of other numbers than
    asked for is therefore less work, and said to be.
    """

    name = "matmul"
    requires = {"numpy": "pip install numpy"}
    parameters = {"rows": 4096, "precision": "float32", "seed": 0}
    small = {"rows": 256}
    task = "matrix-product"
    score_name = "right digits"
    tolerance = 1.0

    def __init__(self, **parameters: Any) -> None:
        super().__init__(**parameters)
        self.precision = str(self.values["precision"])
        wrong = []
        if self.values["rows"] < 1:
            wrong.append("rows is %s; it must be at least 1" % self.values["rows"])
        if self.precision not in ITEM_BYTES:
            wrong.append("precision is %s; it must be %s" % (self.precision, " or ".join(ITEM_BYTES)))
        refuse(self.name, wrong)

    def prepare(self, folder: str) -> None:
        """Write the factors, and the corner of their product."""
        import numpy as np

        random = np.random.default_rng(self.values["seed"])
        shape = (int(self.values["rows"]), int(self.values["rows"]))
        left, right = (random.standard_normal(shape).astype(self.precision) for _ in Factors._fields[:2])
        corner = np.einsum("ik,kj->ij", left[:CHECKED].astype("f8"), right[:, :CHECKED].astype("f8"))
        for name, array in zip(Factors._fields, (left, right, corner)):
            np.save(os.path.join(folder, name + ".npy"), array, allow_pickle=False)

    def load(self, folder: Optional[str]) -> Factors:
        """The factors, memory-mapped."""
        import numpy as np

        assert folder is not None
        files = (os.path.join(str(folder), name + ".npy") for name in Factors._fields)
        return Factors(*(np.load(file, mmap_mode="r", allow_pickle=False) for file in files))

    def score(self, data: Factors, result: Any) -> float:
        """Right digits; 16 where nothing differs."""
        import numpy as np

        rows = np.linalg.norm(data.left[:CHECKED].astype("f8"), axis=1)
        columns = np.linalg.norm(data.right[:, :CHECKED].astype("f8"), axis=0)
        error = np.abs(np.asarray(result[:CHECKED, :CHECKED], dtype="f8") - data.corner) / np.outer(rows, columns)
        return float(-np.log10(max(float(error.max()), 1e-16)))

    def operations(self, data: Factors) -> int:
        """2 n³."""
        return 2 * len(data.left) ** 3

    def moved_bytes(self, data: Factors) -> int:
        """Each matrix once."""
        return 3 * len(data.left) ** 2 * ITEM_BYTES[str(self.precision)]

    def data_bytes(self) -> int:
        """Both factors."""
        return 2 * int(self.values["rows"]) ** 2 * ITEM_BYTES[str(self.precision)]


PLUGIN = Matmul
