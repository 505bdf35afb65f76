"""Ridge regression by formulas that any array library runs."""

from __future__ import annotations

from typing import Any, Tuple

from workbench.contracts import Context
from workbench.errors import PluginError
from workbench.solvers._array_solver import ArraySolver
from workbench.solvers._linear import LinearRegressor


class ArrayRidge(ArraySolver):
    """Minimises |y − Xw − b|² + alpha |w|².

    `direct` forms XᵀX of the centred rows and solves for w; `cg` never forms it, but multiplies by X and Xᵀ until the
    residual is below `tol` of the first (conjugate gradients on the normal equations: Hestenes & Stiefel 1952).
    """

    tasks = ("regression",)
    variants = ("direct", "cg")
    parameters = {"alpha": 1.0, "precision": "float64", "tol": 1e-5, "max_iter": 1000}

    def check(self) -> None:
        """`alpha` and `tol` make the problem solvable."""
        super().check()
        for name in ("alpha", "tol", "max_iter"):
            if not self.values[name] > 0:
                raise PluginError("%s is %s; it must be more than 0" % (name, self.values[name]))

    def solve(self, data: Any, context: Context) -> LinearRegressor:
        """Coefficients at home, in double precision."""
        x, y = self.ship(context, data.X_train, data.y_train)
        with context.phase("compute"):
            weights, intercept = self._fitted(x, y)
            self.arrays.wait(weights, intercept)
        coef, bias = self.fetch(context, weights, intercept)
        return LinearRegressor(coef.astype("float64"), float(bias))

    def _fitted(self, x: Any, y: Any) -> Tuple[Any, Any]:
        xp = self.arrays.xp
        x_mean, y_mean = xp.mean(x, axis=0), xp.mean(y)
        centred, target = x - x_mean, y - y_mean
        solve = self._direct if self.variant == "direct" else self._conjugate_gradients
        weights = solve(centred, target)
        return weights, y_mean - xp.sum(x_mean * weights)

    def _direct(self, x: Any, y: Any) -> Any:
        xp = self.arrays.xp
        gram = x.T @ x + self.values["alpha"] * xp.eye(x.shape[1], dtype=x.dtype, device=x.device)
        # The standard has no triangular solver: the general one takes 2d³/3 operations, where Cholesky's takes d³/3.
        return xp.linalg.solve(gram, (x.T @ y)[:, None])[:, 0]

    def _conjugate_gradients(self, x: Any, y: Any) -> Any:
        xp, alpha = self.arrays.xp, self.values["alpha"]
        residual = x.T @ y
        weights, direction = xp.zeros_like(residual), residual
        squared = float(xp.sum(residual * residual))
        enough = squared * self.values["tol"] ** 2
        self._passes = 1
        for _ in range(int(self.values["max_iter"])):
            if squared <= enough:
                break
            image = x.T @ (x @ direction) + alpha * direction
            step = squared / float(xp.sum(direction * image))
            weights = weights + step * direction
            residual = residual - step * image
            before, squared = squared, float(xp.sum(residual * residual))
            direction = residual + (squared / before) * direction
            self._passes += 2
        return weights

    def operations(self, data: Any) -> int:
        """Of the products with X and the factorisation: 2nd² + 2d³/3 + 2nd, or 2nd a pass over the rows."""
        rows, columns = map(int, data.X_train.shape)
        if self.variant == "direct":
            return 2 * rows * columns**2 + 2 * columns**3 // 3 + 2 * rows * columns
        return 2 * rows * columns * self._passes

    def moved_bytes(self, data: Any) -> int:
        """The rows once for XᵀX, or once a pass."""
        rows, columns = map(int, data.X_train.shape)
        return rows * columns * self.item_bytes() * (1 if self.variant == "direct" else self._passes)
