"""Dask-ML's KMeans."""

from __future__ import annotations

from typing import Any

from workbench.contracts import Context
from workbench.solvers._dask import in_blocks
from workbench.solvers._dask_ml import DaskMLSolver


class KMeans(DaskMLSolver):
    """Lloyd's iterations over all rows, a task for each `block_rows` of them, from a start by k-means||.

    k-means|| draws many rows a round where k-means++ draws one (Bahmani et al., VLDB 2012). `tol` is scikit-learn's.
    """

    name = "dask_ml.KMeans"
    tasks = ("clustering",)
    parameters = {"max_iter": 300, "tol": 1e-4, "block_rows": 25000}

    def setup(self, data: Any) -> None:  # noqa: ARG002 - the contract's
        """Import it."""
        from dask_ml.cluster import KMeans as Estimator

        self.imported = Estimator

    def solve(self, data: Any, context: Context) -> Any:
        """Construct and fit; returns the fitted estimator."""
        estimator = self.imported(
            n_clusters=len(data.centres),
            max_iter=self.values["max_iter"],
            tol=self.values["tol"],
            random_state=context.seed,
        )
        return estimator.fit(in_blocks(data.X_train, self.values["block_rows"]))


PLUGIN = KMeans
