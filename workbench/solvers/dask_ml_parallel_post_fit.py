"""Dask-ML's ParallelPostFit: a model of few rows predicts many, block by block on the workers."""

from __future__ import annotations

from typing import Any

from workbench.contracts import Context
from workbench.solvers._dask import in_blocks
from workbench.solvers._dask_ml import DaskMLSolver
from workbench.solvers._predicting import PredictingSolver


class ParallelPostFit(DaskMLSolver, PredictingSolver):
    """predict_proba on a Dask array, a task for each `part_rows` rows, which the worker reads from the file.

    The forest that predicts is that of `sklearn.RandomForestClassifier.predict`, trained in `setup`.
    """

    name = "dask_ml.ParallelPostFit"

    def setup(self, data: Any) -> None:
        """Train, and wrap."""
        from dask_ml.wrappers import ParallelPostFit as Wrapper

        super().setup(data)
        self.wrapped = Wrapper(self.model)

    def solve(self, data: Any, context: Context) -> Any:  # noqa: ARG002 - the cluster has the workers
        """Say what is wanted, then compute it."""
        rows = in_blocks(data.X_test, self.values["part_rows"])
        return self.wrapped.predict_proba(rows)[:, 1].compute()


PLUGIN = ParallelPostFit
