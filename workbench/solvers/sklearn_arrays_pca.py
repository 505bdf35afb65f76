"""scikit-learn's PCA on PyTorch's arrays."""

from __future__ import annotations

from typing import Any, Dict, Sequence

from workbench.solvers._sklearn_arrays import DispatchingSolver


class PCA(DispatchingSolver):
    """The components with most variance, by the singular values of the centred rows (full)."""

    name = "sklearn.arrays.PCA"
    tasks = ("principal-components",)
    parameters = {"precision": "float64"}

    def estimator_class(self) -> Any:
        """PCA."""
        from sklearn import decomposition

        return decomposition.PCA

    def inputs(self, data: Any) -> Sequence[Any]:
        """Rows have no labels."""
        self.components = int(data.components)
        return (data.X_train,)

    def arguments(self) -> Dict[str, Any]:
        """As many components as are to be found."""
        return {"n_components": self.components, "svd_solver": "full"}


PLUGIN = PCA
