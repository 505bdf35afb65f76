"""cuML's LogisticRegression."""

from __future__ import annotations

from typing import Any

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


PLUGIN = LogisticRegression
