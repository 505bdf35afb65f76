"""scikit-learn's nearest neighbours predicting rows."""

from __future__ import annotations

from typing import Any

from workbench.contracts import Context, Solver
from workbench.solvers._estimator import SKLEARN
from workbench.solvers._nearest import PARAMETERS, require_neighbors


class Predict(Solver):
    """The share of a row's `n_neighbors` nearest training rows that are of class 1: shape (rows,). Distances to all
    of them by BLAS, on several threads.
    """

    name = "sklearn.KNeighborsClassifier.predict"
    requires = SKLEARN
    tasks = ("prediction",)
    parameters = PARAMETERS

    def check(self) -> None:
        """There is a neighbour to ask."""
        require_neighbors(self.values["n_neighbors"])

    def setup(self, data: Any) -> None:
        """Keep the training rows."""
        from sklearn.neighbors import KNeighborsClassifier

        found = KNeighborsClassifier(self.values["n_neighbors"], algorithm="brute")
        self.model = found.fit(data.X_train, data.y_train)

    def solve(self, data: Any, context: Context) -> Any:  # noqa: ARG002 - the contract's
        """Look for neighbours."""
        return self.model.predict_proba(data.X_test)[:, 1]


PLUGIN = Predict
