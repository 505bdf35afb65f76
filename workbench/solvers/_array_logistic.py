"""Logistic regression of two classes by formulas that any array library runs."""

from __future__ import annotations

from typing import Any

from workbench.contracts import Context
from workbench.solvers._array_solver import ArraySolver
from workbench.solvers._linear import LinearClassifier


class ArrayLogistic(ArraySolver):
    """Minimises C Σ log-loss + |w|² / 2 by Newton's steps, until no weight moves by `tol` of its scale.

    A step is compiled as one where the library compiles (JAX). The intercept is not penalised. Columns are scaled to
    variance 1 on the way and the weights scaled back, so that a step is well conditioned; the penalty is of the weights
    as they come home.
    """

    tasks = ("classification",)
    parameters = {"C": 1.0, "precision": "float64", "tol": 1e-6, "max_iter": 50}

    def solve(self, data: Any, context: Context) -> LinearClassifier:
        """Coefficients at home, in double precision."""
        x, y = self.ship(context, data.X_train, data.y_train)
        with context.phase("compute"):
            weights = self._newton(x, y)
            self.arrays.wait(weights)
        (found,) = self.fetch(context, weights)
        found = found.astype("float64")
        return LinearClassifier(found[:-1], float(found[-1]))

    def _newton(self, x: Any, y: Any) -> Any:
        xp = self.arrays.xp
        scale = xp.std(x, axis=0)
        scale = xp.where(scale > 0, scale, scale * 0 + 1)
        ones = xp.ones((x.shape[0], 1), dtype=x.dtype, device=x.device)
        rows = xp.concat([x / scale, ones], axis=1)
        unpenalised = xp.zeros((1,), dtype=x.dtype, device=x.device)
        penalty = xp.concat([1 / (self.values["C"] * scale * scale), unpenalised])
        diagonal = penalty[:, None] * xp.eye(rows.shape[1], dtype=x.dtype, device=x.device)
        step = self.arrays.compiled(self._step)
        weights = penalty * 0
        self._passes = 0
        for _ in range(int(self.values["max_iter"])):
            change = step(rows, y, diagonal, weights)
            weights = weights - change
            self._passes += 1
            if float(xp.max(xp.abs(change))) <= self.values["tol"] * max(1.0, float(xp.max(xp.abs(weights)))):
                break
        return xp.concat([weights[:-1] / scale, weights[-1:]])

    def _step(self, rows: Any, y: Any, diagonal: Any, weights: Any) -> Any:
        """H⁻¹g at `weights`."""
        xp = self.arrays.xp
        probability = 1 / (1 + xp.exp(-(rows @ weights)))
        gradient = rows.T @ (probability - y) + diagonal @ weights
        hessian = (rows * (probability * (1 - probability))[:, None]).T @ rows + diagonal
        return xp.linalg.solve(hessian, gradient[:, None])[:, 0]

    def operations(self, data: Any) -> int:
        """The Hessian's product and two of rows by a vector, a step."""
        rows, columns = map(int, data.X_train.shape)
        return (2 * rows * columns**2 + 4 * rows * columns) * self._passes

    def moved_bytes(self, data: Any) -> int:
        """The rows twice a step: for the probabilities, and for gradient and Hessian."""
        rows, columns = map(int, data.X_train.shape)
        return 2 * rows * columns * self.item_bytes() * self._passes
