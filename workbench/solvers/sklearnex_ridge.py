"""The Extension for scikit-learn: Ridge."""

from __future__ import annotations

from workbench.solvers._sklearnex import ExtensionSolver


class Ridge(ExtensionSolver):
    """Ridge of the Extension for scikit-learn: oneDAL forms and solves the normal equations."""

    name = "sklearnex.Ridge"
    tasks = ("regression",)
    parameters = {"alpha": 1.0}
    module = "sklearnex.linear_model"


PLUGIN = Ridge
