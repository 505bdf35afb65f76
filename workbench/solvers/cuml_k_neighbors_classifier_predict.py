"""cuML's nearest neighbours predicting rows."""

from __future__ import annotations

from typing import Any

from workbench.contracts import Context
from workbench.solvers._cuml import CumlSolver
from workbench.solvers._nearest import PARAMETERS, require_neighbors


class Predict(CumlSolver):
    """The share of a row's `n_neighbors` nearest training rows that are of class 1: shape (rows,). By brute force.

    Training rows are on the card before (`setup`); those to predict are shipped in each call.
    """

    name = "cuml.KNeighborsClassifier.predict"
    tasks = ("prediction",)
    parameters = PARAMETERS

    def check(self) -> None:
        """There is a neighbour to ask."""
        require_neighbors(self.values["n_neighbors"])

    def estimator_class(self) -> Any:
        """KNeighborsClassifier."""
        from cuml.neighbors import KNeighborsClassifier as Estimator

        return Estimator

    def setup(self, data: Any) -> None:
        """Keep the training rows there."""
        super().setup(data)
        rows, labels = self.arrays.put(data.X_train), self.arrays.put(data.y_train)
        self.model = self.imported(n_neighbors=int(self.values["n_neighbors"])).fit(rows, labels)

    def solve(self, data: Any, context: Context) -> Any:
        """Ship, look for neighbours, bring the shares home."""
        self.arrays.forget_peak()
        with context.phase("transfer_in"):
            rows = self.arrays.put(data.X_test)
            self.arrays.wait()
        with context.phase("compute"):
            shares = self.model.predict_proba(rows)[:, 1]
            self.arrays.wait()
        with context.phase("transfer_out"):
            found = self.arrays.take(shares)
        self.arrays.tell_peak(context)
        return found

    def operations(self, data: Any) -> int:
        """Every distance by a product of rows: 2qtd of q rows to predict and t to look among, of d columns."""
        asked, columns = map(int, data.X_test.shape)
        return 2 * asked * len(data.X_train) * columns

    def moved_bytes(self, data: Any) -> int:
        """Both kinds of rows once; distances need never be written."""
        asked, columns = map(int, data.X_test.shape)
        return self.rows_bytes(data) + asked * columns * int(data.X_test.dtype.itemsize)


PLUGIN = Predict
