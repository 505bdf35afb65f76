"""Ray Data: a CSV file read by the workers of a Ray cluster, trained on as its blocks arrive."""

from __future__ import annotations

from typing import Any, Iterator, Tuple

from workbench.contracts import Context
from workbench.solvers._ray import OnRay
from workbench.solvers.sklearn_sgd_regressor_csv import SGDRegressorCsv


class Data(OnRay, SGDRegressorCsv):
    """ray.data.read_csv, whose batches of `chunk_rows` rows go to sklearn.SGDRegressor.csv's partial_fit, here.

    Reading and training overlap: workers read ahead, blocks come through Ray's shared memory. A CSV file can't be cut,
    so one file is read by one worker, whatever their number. Source: docs.ray.io, "Ray Data".
    """

    name = "ray.Data"
    variants = ()

    def setup(self, data: Any) -> None:  # noqa: ARG002 - the contract's
        """Import Ray Data and the estimator."""
        import ray.data

        self.data = ray.data
        self.imported = self.estimator_class()

    def start(self, data: Any, context: Context) -> None:
        """Bring Ray up, without bars."""
        super().start(data, context)
        self.data.DataContext.get_current().enable_progress_bars = False

    def chunks(self, data: Any, context: Context) -> Iterator[Tuple[Any, Any]]:  # noqa: ARG002 - the cluster has the workers
        """(X, y) of `chunk_rows` rows a time."""
        import numpy as np

        found = self.data.read_csv(data.csv_path)
        for batch in found.iter_batches(batch_size=self.values["chunk_rows"], batch_format="numpy"):
            *features, target = batch.values()
            yield np.stack(features, axis=1), target


PLUGIN = Data
