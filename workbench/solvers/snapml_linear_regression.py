"""Snap ML's LinearRegression: ridge regression by parallel coordinate descent."""

from __future__ import annotations

from typing import Any, Dict

from workbench.solvers._snapml import SnapSolver


class LinearRegression(SnapSolver):
    """Minimises |y − Xw|² + alpha |w|² by stochastic coordinate descent, in the dual (default) or the primal.

    With more than one worker, threads update one model without locks between them and are merged after each pass
    (Ioannou et al., SySCD, NeurIPS 2019), so results differ a little from launch to launch.
    """

    name = "snapml.LinearRegression"
    tasks = ("regression",)
    variants = ("dual", "primal")
    parameters = {"alpha": 1.0, "max_iter": 1000, "tol": 0.001}
    attribute = "LinearRegression"
    deterministic = False

    def chosen(self) -> Dict[str, Any]:
        """alpha is called regularizer there."""
        return {
            "regularizer": self.values["alpha"],
            "max_iter": self.values["max_iter"],
            "tol": self.values["tol"],
            "dual": self.variant == "dual",
        }


PLUGIN = LinearRegression
