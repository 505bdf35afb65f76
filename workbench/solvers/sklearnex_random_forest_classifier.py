"""The Extension for scikit-learn: RandomForestClassifier."""

from __future__ import annotations

from typing import Any, Dict

from workbench.contracts import Context
from workbench.solvers._estimator import EstimatorSolver
from workbench.solvers._sklearnex import ENVIRONMENT, REQUIRES, on_workers


class RandomForestClassifier(EstimatorSolver):
    """RandomForestClassifier of the Extension for scikit-learn: oneDAL grows the trees, on splits between 256 bins.

    Where it can't, it hands over to scikit-learn, with the same result.
    """

    name = "sklearnex.RandomForestClassifier"
    requires = REQUIRES
    environment = ENVIRONMENT
    tasks = ("classification",)
    scales_with = "own"
    parameters = {"n_estimators": 100, "max_depth": 0, "min_samples_leaf": 5}

    def estimator_class(self) -> Any:
        """RandomForestClassifier, patched."""
        from sklearnex.ensemble import RandomForestClassifier as Estimator

        return Estimator

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:  # noqa: ARG002 - the base's
        """As the parameters say."""
        return on_workers(
            dict(self.values, max_depth=self.values["max_depth"] or None, random_state=context.seed), context
        )


PLUGIN = RandomForestClassifier
