"""Dask-ML's IncrementalSearchCV over linear classifiers."""

from __future__ import annotations

from typing import Any, Dict

from workbench.solvers._dask_ml_searches import BlockwiseSearch


class IncrementalSearchCV(BlockwiseSearch):
    """`candidates` that begin at once, ever fewer of which go on: after n calls one n-th of them, by the score.

    Source: ml.dask.org, IncrementalSearchCV, `decay_rate` 1.
    """

    name = "dask_ml.IncrementalSearchCV"
    parameters = {**BlockwiseSearch.parameters, "candidates": 8}

    def search_class(self) -> Any:
        """IncrementalSearchCV."""
        from dask_ml.model_selection import IncrementalSearchCV as Search

        return Search

    def searching(self) -> Dict[str, Any]:
        """How many begin, and how fast they are dropped."""
        return {"n_initial_parameters": self.values["candidates"], "decay_rate": 1}


PLUGIN = IncrementalSearchCV
