"""Snap ML's LogisticRegression."""

from __future__ import annotations

from typing import Any, Dict

from workbench.contracts import Context
from workbench.solvers._snapml import SnapSolver


class LogisticRegression(SnapSolver):
    """Minimises Σ log-loss + |w|² / (2 C) by stochastic coordinate descent, in the dual (default) or the primal.

    The intercept is fitted, and regularised like any other weight. Threads are merged after each pass, so results
    differ a little from launch to launch. Rows are read through their memory map, as they lie on disk; without `mapped`
    they are first read into memory of the process, in the measured time.
    """

    name = "snapml.LogisticRegression"
    tasks = ("classification",)
    variants = ("dual", "primal")
    parameters = {"C": 1.0, "max_iter": 1000, "tol": 0.001, "mapped": True}
    attribute = "LogisticRegression"
    deterministic = False

    def chosen(self) -> Dict[str, Any]:
        """C is 1 / regularizer there."""
        return {
            "regularizer": 1.0 / self.values["C"],
            "max_iter": self.values["max_iter"],
            "tol": self.values["tol"],
            "dual": self.variant == "dual",
            "fit_intercept": True,
        }

    def solve(self, data: Any, context: Context) -> Any:
        """Read the rows first where they are not to be mapped, then fit."""
        import numpy as np

        if not self.values["mapped"]:
            with context.phase("transfer_in"):
                data = data._replace(X_train=np.array(data.X_train))
        return super().solve(data, context)


PLUGIN = LogisticRegression
