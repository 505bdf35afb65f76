"""scikit-learn's KMeans."""

from __future__ import annotations

from typing import Any, Dict

from workbench.contracts import Context
from workbench.solvers._estimator import SKLEARN, EstimatorSolver


class KMeans(EstimatorSolver):
    """Lloyd's iterations over all rows from one start by k-means++, until the centres stand still within `tol`.

    OpenMP's threads are the workers; inside them BLAS has one thread.
    """

    name = "sklearn.KMeans"
    requires = dict(SKLEARN, threadpoolctl="pip install threadpoolctl")
    tasks = ("clustering",)
    scales_with = "own"
    parameters = {"max_iter": 300, "tol": 1e-4}

    def estimator_class(self) -> Any:
        """KMeans."""
        from sklearn.cluster import KMeans as Estimator

        return Estimator

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:
        """As many clusters as there are; the rest as the parameters say."""
        return dict(self.values, n_clusters=len(data.centres), n_init=1, random_state=context.seed)

    def solve(self, data: Any, context: Context) -> Any:
        """Fit on `context.workers` of OpenMP's threads: it takes no n_jobs."""
        import threadpoolctl

        with threadpoolctl.threadpool_limits(context.workers, user_api="openmp"):
            return self.imported(**self.arguments(data, context)).fit(data.X_train)


PLUGIN = KMeans
