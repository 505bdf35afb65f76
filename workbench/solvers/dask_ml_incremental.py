"""Dask-ML's Incremental: scikit-learn's partial_fit over the blocks of a Dask array."""

from __future__ import annotations

from typing import Any

from workbench.contracts import Context
from workbench.solvers._dask import in_blocks
from workbench.solvers._dask_ml import DaskMLSolver
from workbench.solvers.sklearn_sgd_classifier_partial_fit import PartialFit


class Incremental(DaskMLSolver, PartialFit):
    """SGDClassifier's partial_fit on one block of `batch_rows` rows after the other, `passes` times over all of them.

    The objective is that of sklearn.SGDClassifier.partial_fit. The model is handed from task to task, so no two of
    them run at once: what more workers do is read ahead.
    """

    name = "dask_ml.Incremental"
    variants = ()
    parameters = {**PartialFit.parameters, "batch_rows": 10000}

    def setup(self, data: Any) -> None:
        """Import the wrapper too."""
        from dask_ml.wrappers import Incremental as Wrapper

        super().setup(data)
        self.wrapper = Wrapper

    def solve(self, data: Any, context: Context) -> Any:
        """Fit, then go on as often as `passes` says; returns scikit-learn's estimator."""
        estimator = self.imported(**self.arguments(data, context))
        wrapped = self.wrapper(estimator, random_state=context.seed)
        rows, labels = (in_blocks(part, self.values["batch_rows"]) for part in (data.X_train, data.y_train))
        wrapped.fit(rows, labels, classes=self.classes)
        for _ in range(self.values["passes"] - 1):
            wrapped.partial_fit(rows, labels, classes=self.classes)
        return wrapped.estimator_


PLUGIN = Incremental
