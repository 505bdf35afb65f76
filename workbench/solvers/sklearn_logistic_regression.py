"""scikit-learn's LogisticRegression, by each of its solvers."""

from __future__ import annotations

from typing import Any, Dict, Tuple

from workbench.contracts import Context
from workbench.solvers._estimator import EstimatorSolver

# `tol` bounds the gradient in the Newton-like solvers, a step's relative change in sag and saga: there 1e-4
# takes twice as long as 1e-3 on flights, for the same ROC AUC.
STOCHASTIC_TOLERANCE = 1e-3
TOLERANCE = 1e-4


class LogisticRegression(EstimatorSolver):
    """Minimises Σ log-loss + |w|² / (2 C).

    Every variant has this objective, but liblinear regularises the intercept too and fits more than two
    classes one against the rest. newton-cg, newton-cholesky and lbfgs use several threads as far as BLAS does;
    liblinear, sag and saga use one. `tol` 0: the variant's own, 1e-3 for sag and saga and 1e-4 for the others.
    """

    name = "sklearn.LogisticRegression"
    tasks = ("classification",)
    variants: Tuple[str, ...] = ("lbfgs", "newton-cg", "newton-cholesky", "liblinear", "sag", "saga")
    parameters = {"C": 1.0, "max_iter": 1000, "tol": 0.0}

    def estimator_class(self) -> Any:
        """LogisticRegression."""
        from sklearn.linear_model import LogisticRegression as Estimator

        return Estimator

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:  # noqa: ARG002 - the base's
        """As the parameters say."""
        own = STOCHASTIC_TOLERANCE if str(self.variant).startswith("sag") else TOLERANCE
        return {
            "C": self.values["C"],
            "solver": self.variant,
            "max_iter": self.values["max_iter"],
            "tol": self.values["tol"] or own,
            "random_state": context.seed,
        }

    def setup(self, data: Any) -> None:
        """Import the estimator; for liblinear, find out whether it must be wrapped."""
        import numpy as np
        from sklearn.multiclass import OneVsRestClassifier

        super().setup(data)
        many = self.variant == "liblinear" and len(np.unique(data.y_train)) > 2
        self.wrapped = OneVsRestClassifier if many else None

    def solve(self, data: Any, context: Context) -> Any:
        """Construct and fit; liblinear with more than two classes is wrapped, as scikit-learn asks for."""
        if self.wrapped is None:
            return super().solve(data, context)
        binary = self.imported(**self.arguments(data, context))
        return self.wrapped(binary).fit(data.X_train, data.y_train)


PLUGIN = LogisticRegression
