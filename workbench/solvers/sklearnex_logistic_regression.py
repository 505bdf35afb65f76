"""The Extension for scikit-learn: LogisticRegression."""

from __future__ import annotations

from workbench.solvers._sklearnex import ExtensionSolver


class LogisticRegression(ExtensionSolver):
    """LogisticRegression of the Extension for scikit-learn: oneDAL computes losses and gradients of lbfgs."""

    name = "sklearnex.LogisticRegression"
    tasks = ("classification",)
    parameters = {"C": 1.0, "max_iter": 1000, "tol": 0.0001}
    module = "sklearnex.linear_model"


PLUGIN = LogisticRegression
