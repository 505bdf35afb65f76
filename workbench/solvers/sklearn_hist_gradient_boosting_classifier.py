"""scikit-learn's HistGradientBoostingClassifier."""

from __future__ import annotations

from typing import Any, Dict

from workbench.contracts import Context
from workbench.solvers._estimator import SKLEARN, EstimatorSolver


class HistGradientBoostingClassifier(EstimatorSolver):
    """Gradient boosting of trees grown leaf by leaf on splits between 255 bins; OpenMP's threads are the workers."""

    name = "sklearn.HistGradientBoostingClassifier"
    requires = dict(SKLEARN, threadpoolctl="pip install threadpoolctl")
    tasks = ("classification",)
    scales_with = "own"
    parameters = {"n_estimators": 100, "num_leaves": 31, "learning_rate": 0.1}

    def estimator_class(self) -> Any:
        """HistGradientBoostingClassifier."""
        from sklearn.ensemble import HistGradientBoostingClassifier as Estimator

        return Estimator

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:  # noqa: ARG002 - the base's
        """As the parameters say; never stopped early, so that every library grows as many trees."""
        return {
            "max_iter": self.values["n_estimators"],
            "max_leaf_nodes": self.values["num_leaves"],
            "learning_rate": self.values["learning_rate"],
            "early_stopping": False,
            "random_state": context.seed,
        }

    def solve(self, data: Any, context: Context) -> Any:
        """Fit on `context.workers` of OpenMP's threads: it takes no n_jobs."""
        import threadpoolctl

        with threadpoolctl.threadpool_limits(context.workers, user_api="openmp"):
            return super().solve(data, context)


PLUGIN = HistGradientBoostingClassifier
