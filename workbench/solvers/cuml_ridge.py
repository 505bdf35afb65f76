"""cuML's Ridge."""

from __future__ import annotations

from typing import Any, Optional

from workbench.solvers._cuml import CumlSolver
from workbench.solvers._linear import LinearRegressor


class Ridge(CumlSolver):
    """Minimises |y − Xw|² + alpha |w|² on a card, by the eigenvalues of XᵀX (default) or the singular values of X."""

    name = "cuml.Ridge"
    tasks = ("regression",)
    variants = ("eig", "svd")
    parameters = {"alpha": 1.0}

    def estimator_class(self) -> Any:
        """Ridge."""
        from cuml.linear_model import Ridge as Estimator

        return Estimator

    def arguments(self, data: Any, context: Any) -> Any:  # noqa: ARG002 - the base's
        """As the parameters say."""
        return dict(self.values, solver=self.variant)

    def result(self, estimator: Any) -> LinearRegressor:
        """Coefficients at home."""
        coef, intercept = self.arrays.take(estimator.coef_), self.arrays.take(estimator.intercept_)
        return LinearRegressor(coef.ravel().astype("float64"), float(intercept.ravel()[0]))

    def operations(self, data: Any) -> Optional[int]:
        """Of `eig` XᵀX and Xᵀy, 2nd² + 2nd, without the eigenvalues of d × d; of `svd` nobody tells."""
        rows, columns = map(int, data.X_train.shape)
        return 2 * rows * columns**2 + 2 * rows * columns if self.variant == "eig" else None

    def moved_bytes(self, data: Any) -> Optional[int]:
        """The rows once, for XᵀX."""
        return self.rows_bytes(data) if self.variant == "eig" else None


PLUGIN = Ridge
