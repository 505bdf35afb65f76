"""cuML's KMeans."""

from __future__ import annotations

from typing import Any, Dict, Optional, Sequence

from workbench.contracts import Context
from workbench.solvers._array_k_means import Found
from workbench.solvers._cuml import CumlSolver


class KMeans(CumlSolver):
    """Lloyd's iterations on a card, from one start by k-means|| (Bahmani et al., VLDB 2012)."""

    name = "cuml.KMeans"
    tasks = ("clustering",)
    parameters = {"max_iter": 300, "tol": 1e-4}

    def estimator_class(self) -> Any:
        """KMeans."""
        from cuml.cluster import KMeans as Estimator

        return Estimator

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:
        """As many clusters as there are; the rest as the parameters say."""
        return dict(self.values, n_clusters=len(data.centres), n_init=1, random_state=context.seed)

    def inputs(self, data: Any) -> Sequence[Any]:
        """Rows have no labels."""
        return (data.X_train,)

    def result(self, estimator: Any) -> Found:
        """Centres at home."""
        return Found(self.arrays.take(estimator.cluster_centers_).astype("float64"))

    def operations(self, data: Any) -> Optional[int]:
        """Distances of n rows of d to k centres, 2ndk an iteration; the start is left out."""
        rows, columns = map(int, data.X_train.shape)
        return None if self.passes is None else 2 * rows * columns * len(data.centres) * self.passes

    def moved_bytes(self, data: Any) -> Optional[int]:
        """The rows once an iteration."""
        return None if self.passes is None else self.rows_bytes(data) * self.passes


PLUGIN = KMeans
