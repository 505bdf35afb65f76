"""scikit-learn's Ridge, by several of its solvers."""

from __future__ import annotations

from typing import Any, Dict, Optional, Tuple

from workbench.contracts import Context
from workbench.solvers._estimator import EstimatorSolver

# A step's relative change: 1e-4 takes a third more passes, for an R² that is the same to 0.00001.
STOCHASTIC_TOLERANCE = 1e-3
TOLERANCE = 1e-4
DIRECT = ("auto", "cholesky")
"""They form XᵀX and solve for w at once. Dense rows of `auto` are `cholesky`'s."""


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
    precision = "float64"

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

    def operations(self, data: Any) -> Optional[int]:
        """Of half of XᵀX, which is symmetric, its factorisation, and Xᵀy; None of those that make passes until done."""
        if self.variant not in DIRECT:
            return None
        rows, columns = map(int, data.X_train.shape)
        return rows * columns**2 + columns**3 // 3 + 2 * rows * columns

    def moved_bytes(self, data: Any) -> Optional[int]:
        """The rows once."""
        rows, columns = map(int, data.X_train.shape)
        return 8 * rows * columns if self.variant in DIRECT else None


PLUGIN = Ridge
