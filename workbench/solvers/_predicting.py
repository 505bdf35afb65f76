"""What the solvers that predict many rows share: a forest of few rows, trained before anything is measured."""

from __future__ import annotations

from typing import Any

from workbench.contracts import Solver
from workbench.solvers._estimator import SKLEARN

SEED = 0
"""The forest's own: every case predicts by the same trees."""


class PredictingSolver(Solver):
    """Trains a random forest of `n_estimators` trees in `setup`, in one thread; a subclass says who predicts.

    `solve` returns the share of trees that say 1, for each row of `X_test`: shape (rows,). Rows are predicted
    `part_rows` at a time, a task a part.
    """

    requires = SKLEARN
    tasks = ("prediction",)
    parameters = {"n_estimators": 20, "part_rows": 10000}

    def setup(self, data: Any) -> None:
        """Train."""
        from sklearn.ensemble import RandomForestClassifier

        forest = RandomForestClassifier(self.values["n_estimators"], random_state=SEED, n_jobs=1)
        self.model = forest.fit(data.X_train, data.y_train)
