"""H2O's GLM for regression."""

from __future__ import annotations

from typing import Any

from workbench.solvers._h2o_glm import Coefficients, GLMSolver


class Gaussian(GLMSolver):
    """Minimises |y − Xw|² + alpha |w|²: lambda is alpha divided by the rows."""

    name = "h2o.GLM-gaussian"
    tasks = ("regression",)
    parameters = {"alpha": 1.0, "max_iter": 100, "heap_bytes": 2 * 2**30}
    family = "gaussian"

    def penalty(self, rows: int) -> float:
        """alpha / rows."""
        return float(self.values["alpha"] / rows)

    def result(self, model: Any) -> Any:
        """Its coefficients."""
        return Regressor(model)


class Regressor(Coefficients):
    """Predicts values."""

    predict = Coefficients.decision_function


PLUGIN = Gaussian
