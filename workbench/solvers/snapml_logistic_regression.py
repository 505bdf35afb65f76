"""Snap ML's LogisticRegression."""

from __future__ import annotations

from typing import Any, Dict

from workbench.solvers._snapml import SnapSolver


class LogisticRegression(SnapSolver):
    """Minimises Σ log-loss + |w|² / (2 C) by stochastic coordinate descent, in the dual (default) or the primal.

    The intercept is fitted, and regularised like any other weight. Threads are merged after each pass, so results
    differ a little from launch to launch.
    """

    name = "snapml.LogisticRegression"
    tasks = ("classification",)
    variants = ("dual", "primal")
    parameters = {"C": 1.0, "max_iter": 1000, "tol": 0.001}
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


PLUGIN = LogisticRegression
