"""Dask-ML's GridSearchCV over a text pipeline."""

from __future__ import annotations

from typing import Any, Dict

from workbench.contracts import Context
from workbench.solvers._dask_ml import DaskMLSolver
from workbench.solvers._searches import TextSearch


class GridSearchCV(DaskMLSolver, TextSearch):
    """The grid of sklearn.GridSearchCV as one Dask graph, in which steps that candidates share are fitted once.

    Documents are hashed once a fold, and weighed once for each use_idf and norm, where scikit-learn does both for
    every candidate. The best candidate is fitted once more on all rows, in a worker.
    """

    name = "dask_ml.GridSearchCV"

    def search_class(self) -> Any:
        """GridSearchCV."""
        from dask_ml.model_selection import GridSearchCV as Search

        return Search

    def searching(self, context: Context) -> Dict[str, Any]:
        """The grid, on the trial's cluster."""
        return dict(super().searching(context), scheduler=self.client)


PLUGIN = GridSearchCV
