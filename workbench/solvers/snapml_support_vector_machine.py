"""Snap ML's SupportVectorMachine."""

from __future__ import annotations

from typing import Any, Dict

from workbench.contracts import Context
from workbench.solvers._snapml import SnapSolver


class SupportVectorMachine(SnapSolver):
    """Hinge loss by stochastic coordinate descent on the rows, or on `n_components` random features of an rbf kernel.

    The kernel is approximated (Rahimi & Recht, Random Features for Large-Scale Kernel Machines, NIPS 2007), so time
    grows with the rows and not with their square. Threads are merged after each pass: results differ a little from
    launch to launch. `gamma` 0: 1 / (features · variance), as scikit-learn's "scale".
    """

    name = "snapml.SupportVectorMachine"
    tasks = ("classification",)
    variants = ("rbf", "linear")
    parameters = {"C": 1.0, "gamma": 0.0, "n_components": 100, "max_iter": 1000, "tol": 0.001}
    attribute = "SupportVectorMachine"
    deterministic = False

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:
        """As the parameters say; a gamma of 0 is worked out here, from the training rows."""
        gamma = self.values["gamma"] or 1.0 / (data.X_train.shape[1] * float(data.X_train.var()))
        return dict(super().arguments(data, context), gamma=gamma)

    def chosen(self) -> Dict[str, Any]:
        """C is 1 / regularizer there."""
        return {
            "regularizer": 1.0 / self.values["C"],
            "kernel": self.variant,
            "n_components": self.values["n_components"],
            "max_iter": self.values["max_iter"],
            "tol": self.values["tol"],
            "fit_intercept": True,
        }


PLUGIN = SupportVectorMachine
