"""scikit-learn's Ridge, by several of its solvers."""

from __future__ import annotations

from typing import Any, Dict, Tuple

from workbench.contracts import Context
from workbench.solvers._estimator import EstimatorSolver

# A step's relative change: 1e-4 takes a third more passes, for an R² that is the same to 0.00001.
STOCHASTIC_TOLERANCE = 1e-3
TOLERANCE = 1e-4


class Ridge(EstimatorSolver):
    """Minimises |y − Xw|² + alpha |w|².

    auto and cholesky form XᵀX in BLAS, on several threads; lsqr multiplies by X, one thread a product as far
    as BLAS goes; sag and saga use one thread. `tol` 0: the variant's own, 1e-3 for sag and saga and 1e-4 for
    lsqr; the others need none.
    """

    name = "sklearn.Ridge"
    tasks = ("regression",)
    variants: Tuple[str, ...] = ("auto", "cholesky", "lsqr", "sag", "saga")
    parameters = {"alpha": 1.0, "max_iter": 1000, "tol": 0.0}

    def estimator_class(self) -> Any:
        """Ridge."""
        from sklearn.linear_model import Ridge as Estimator

        return Estimator

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:  # noqa: ARG002 - the base's
        """As the parameters say."""
        own = STOCHASTIC_TOLERANCE if str(self.variant).startswith("sag") else TOLERANCE
        return {
            "alpha": self.values["alpha"],
            "solver": self.variant,
            "max_iter": self.values["max_iter"],
            "tol": self.values["tol"] or own,
            "random_state": context.seed,
        }


PLUGIN = Ridge
