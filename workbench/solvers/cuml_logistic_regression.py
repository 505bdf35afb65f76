"""cuML's LogisticRegression."""

from __future__ import annotations

from typing import Any, Optional

from workbench.solvers._cuml import CumlSolver


class LogisticRegression(CumlSolver):
    """Minimises Σ log-loss + |w|² / (2 C) on a card, by L-BFGS."""

    name = "cuml.LogisticRegression"
    tasks = ("classification",)
    parameters = {"C": 1.0, "max_iter": 1000, "tol": 1e-4}

    def estimator_class(self) -> Any:
        """LogisticRegression."""
        from cuml.linear_model import LogisticRegression as Estimator

        return Estimator

    def operations(self, data: Any) -> Optional[int]:
        """Xw and Xᵀr, 4nd an iteration: one evaluation of loss and gradient at the least."""
        rows, columns = map(int, data.X_train.shape)
        return None if self.passes is None else 4 * rows * columns * self.passes

    def moved_bytes(self, data: Any) -> Optional[int]:
        """The rows twice an iteration."""
        return None if self.passes is None else 2 * self.rows_bytes(data) * self.passes


PLUGIN = LogisticRegression
