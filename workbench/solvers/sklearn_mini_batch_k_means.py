"""scikit-learn's MiniBatchKMeans."""

from __future__ import annotations

from typing import Any, Dict

from workbench.contracts import Context
from workbench.solvers.sklearn_k_means import KMeans


class MiniBatchKMeans(KMeans):
    """Centres moved by `batch_size` random rows at a time, until `max_no_improvement` batches brought nothing.

    The start is the best of three by k-means++ on few rows. OpenMP's threads are the workers.
    """

    name = "sklearn.MiniBatchKMeans"
    parameters = {"max_iter": 100, "batch_size": 1024, "max_no_improvement": 10}

    def estimator_class(self) -> Any:
        """MiniBatchKMeans."""
        from sklearn.cluster import MiniBatchKMeans as Estimator

        return Estimator

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:
        """As KMeans, with three starts to choose from."""
        return dict(super().arguments(data, context), n_init=3)


PLUGIN = MiniBatchKMeans
