"""scikit-learn's RandomForestClassifier."""

from __future__ import annotations

from typing import Any, Dict

from workbench.contracts import Context
from workbench.solvers._estimator import EstimatorSolver


class RandomForestClassifier(EstimatorSolver):
    """Trees on bootstrap samples, one task a tree on the backend's workers. The same forest at any worker count.

    `max_depth` 0: not limited.
    """

    name = "sklearn.RandomForestClassifier"
    tasks = ("classification",)
    scales_with = "workers"
    parameters = {"n_estimators": 100, "max_depth": 0, "min_samples_leaf": 5}

    def estimator_class(self) -> Any:
        """RandomForestClassifier."""
        from sklearn.ensemble import RandomForestClassifier as Estimator

        return Estimator

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:  # noqa: ARG002 - the base's
        """As the parameters say."""
        return {
            "n_estimators": self.values["n_estimators"],
            "max_depth": self.values["max_depth"] or None,
            "min_samples_leaf": self.values["min_samples_leaf"],
            "random_state": context.seed,
        }


PLUGIN = RandomForestClassifier
