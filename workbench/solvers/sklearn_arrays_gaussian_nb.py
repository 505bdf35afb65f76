"""scikit-learn's GaussianNB on PyTorch's arrays."""

from __future__ import annotations

from typing import Any

from workbench.solvers._sklearn_arrays import DispatchingSolver


class GaussianNB(DispatchingSolver):
    """A normal distribution a class and feature: one pass over the rows."""

    name = "sklearn.arrays.GaussianNB"
    tasks = ("classification",)
    parameters = {"precision": "float64"}

    def estimator_class(self) -> Any:
        """GaussianNB."""
        from sklearn.naive_bayes import GaussianNB as Estimator

        return Estimator


PLUGIN = GaussianNB
