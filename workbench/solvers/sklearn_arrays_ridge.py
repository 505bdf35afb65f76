"""scikit-learn's Ridge on PyTorch's arrays."""

from __future__ import annotations

from typing import Any, Dict

from workbench.solvers._sklearn_arrays import DispatchingSolver


class Ridge(DispatchingSolver):
    """Minimises |y − Xw|² + alpha |w|² by the singular values of X, all that scikit-learn has for them."""

    name = "sklearn.arrays.Ridge"
    tasks = ("regression",)
    parameters = {"alpha": 1.0, "precision": "float64"}

    def estimator_class(self) -> Any:
        """Ridge."""
        from sklearn.linear_model import Ridge as Estimator

        return Estimator

    def arguments(self) -> Dict[str, Any]:
        """As the parameters say."""
        return {"alpha": self.values["alpha"], "solver": "svd"}


PLUGIN = Ridge
