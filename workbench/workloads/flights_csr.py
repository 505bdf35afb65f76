"""The flights as sparse rows: of 155 columns 143 say which month, weekday, carrier or airport, and are mostly 0."""

from __future__ import annotations

import os
from typing import Any, Optional

from workbench.workloads._split import Split
from workbench.workloads.flights import FEATURES, Flights

PARTS = ("data", "indices", "indptr")


class FlightsCsr(Flights):
    """`flights`, number for number, as SciPy's sparse rows (CSR): 17 of 155 columns of a row are not 0.

    For solvers that take sparse input: scikit-learn's SGDClassifier, LogisticRegression, SVC and forests. The three
    arrays of X are read into memory.
    """

    name = "flights-csr"
    requires = {"numpy": "pip install numpy", "scipy": "pip install scipy"}

    def prepare(self, folder: str) -> None:
        """Write both parts, X as the three arrays of CSR."""
        import numpy as np
        from scipy import sparse

        super().prepare(folder)
        for name in ("X_train", "X_test"):
            path = os.path.join(folder, name + ".npy")
            rows = sparse.csr_matrix(np.load(path, allow_pickle=False))
            os.remove(path)
            for part in PARTS:
                np.save(os.path.join(folder, "%s_%s.npy" % (name, part)), getattr(rows, part))

    def load(self, folder: Optional[str]) -> Split:
        """Both parts, in memory."""
        import numpy as np
        from scipy import sparse

        assert folder is not None

        def opened(name: str) -> Any:
            return np.load(os.path.join(str(folder), name + ".npy"), allow_pickle=False)

        def rows(name: str) -> Any:
            data, indices, indptr = (opened("%s_%s" % (name, part)) for part in PARTS)
            return sparse.csr_matrix((data, indices, indptr), shape=(len(indptr) - 1, FEATURES))

        return Split(rows("X_train"), opened("y_train"), rows("X_test"), opened("y_test"))

    def data_bytes(self) -> int:
        """Both parts: 17 values (4 bytes) and columns (4 bytes) a row, where it begins, and its label."""
        return int(self.values["rows"]) * (17 * 8 + 4 + 1)


PLUGIN = FlightsCsr
