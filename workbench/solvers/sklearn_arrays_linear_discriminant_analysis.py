"""scikit-learn's LinearDiscriminantAnalysis on PyTorch's arrays."""

from __future__ import annotations

from typing import Any, Dict

from workbench.solvers._sklearn_arrays import DispatchingSolver


class LinearDiscriminantAnalysis(DispatchingSolver):
    """A normal distribution a class, of one covariance, by singular values."""

    name = "sklearn.arrays.LinearDiscriminantAnalysis"
    tasks = ("classification",)
    parameters = {"precision": "float64"}

    def estimator_class(self) -> Any:
        """LinearDiscriminantAnalysis."""
        from sklearn.discriminant_analysis import LinearDiscriminantAnalysis as Estimator

        return Estimator

    def arguments(self) -> Dict[str, Any]:
        """As the parameters say."""
        return {"solver": "svd"}


PLUGIN = LinearDiscriminantAnalysis
