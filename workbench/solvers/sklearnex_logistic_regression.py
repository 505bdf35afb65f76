"""The Extension for scikit-learn: LogisticRegression."""

from __future__ import annotations

from typing import Any, Dict

from workbench.contracts import Context
from workbench.solvers._estimator import EstimatorSolver
from workbench.solvers._sklearnex import ENVIRONMENT, REQUIRES, on_workers


class LogisticRegression(EstimatorSolver):
    """LogisticRegression of the Extension for scikit-learn: oneDAL computes losses and gradients of lbfgs.

    Where it can't, it hands over to scikit-learn, with the same result.
    """

    name = "sklearnex.LogisticRegression"
    requires = REQUIRES
    environment = ENVIRONMENT
    tasks = ("classification",)
    scales_with = "own"
    parameters = {"C": 1.0, "max_iter": 1000, "tol": 0.0001}

    def estimator_class(self) -> Any:
        """LogisticRegression, patched."""
        from sklearnex.linear_model import LogisticRegression as Estimator

        return Estimator

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:  # noqa: ARG002 - the base's
        """As the parameters say."""
        return on_workers(dict(self.values), context)


PLUGIN = LogisticRegression
