"""scikit-learn's LogisticRegression on PyTorch's arrays."""

from __future__ import annotations

from typing import Any, Dict

from workbench.solvers._sklearn_arrays import DispatchingSolver


class LogisticRegression(DispatchingSolver):
    """Minimises Σ log-loss + |w|² / (2 C) by L-BFGS: its steps are taken in SciPy, loss and gradient on the arrays."""

    name = "sklearn.arrays.LogisticRegression"
    tasks = ("classification",)
    parameters = {"C": 1.0, "precision": "float32", "max_iter": 1000, "tol": 1e-4}

    def estimator_class(self) -> Any:
        """LogisticRegression."""
        from sklearn.linear_model import LogisticRegression as Estimator

        return Estimator

    def arguments(self) -> Dict[str, Any]:
        """As the parameters say."""
        return {name: self.values[name] for name in ("C", "max_iter", "tol")}


PLUGIN = LogisticRegression
