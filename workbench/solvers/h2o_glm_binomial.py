"""H2O's GLM for two classes."""

from __future__ import annotations

from typing import Any

from workbench.solvers._h2o_glm import Coefficients, GLMSolver


class Binomial(GLMSolver):
    """Minimises Σ log-loss + |w|² / (2 C): lambda is 1 / (C · rows)."""

    name = "h2o.GLM-binomial"
    tasks = ("classification",)
    parameters = {"C": 1.0, "max_iter": 100, "heap_bytes": 2 * 2**30}
    family = "binomial"

    def penalty(self, rows: int) -> float:
        """1 / (C · rows)."""
        return float(1.0 / (self.values["C"] * rows))

    def result(self, model: Any) -> Any:
        """Its coefficients."""
        return Classifier(model)


class Classifier(Coefficients):
    """Predicts 0 or 1."""

    def predict(self, rows: Any) -> Any:
        """1 where the decision function is above 0."""
        return (self.decision_function(rows) > 0).astype("int8")


PLUGIN = Binomial
