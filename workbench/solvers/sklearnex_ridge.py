"""The Extension for scikit-learn: Ridge."""

from __future__ import annotations

from typing import Any, Dict

from workbench.contracts import Context
from workbench.solvers._estimator import EstimatorSolver
from workbench.solvers._sklearnex import ENVIRONMENT, REQUIRES, on_workers


class Ridge(EstimatorSolver):
    """Ridge of the Extension for scikit-learn: oneDAL forms and solves the normal equations.

    Where it can't, it hands over to scikit-learn, with the same result.
    """

    name = "sklearnex.Ridge"
    requires = REQUIRES
    environment = ENVIRONMENT
    tasks = ("regression",)
    scales_with = "own"
    parameters = {"alpha": 1.0}

    def estimator_class(self) -> Any:
        """Ridge, patched."""
        from sklearnex.linear_model import Ridge as Estimator

        return Estimator

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:  # noqa: ARG002 - the base's
        """As the parameters say."""
        return on_workers({"alpha": self.values["alpha"]}, context)


PLUGIN = Ridge
