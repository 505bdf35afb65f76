"""Dask-ML's HyperbandSearchCV over linear classifiers."""

from __future__ import annotations

from typing import Any

from workbench.solvers._dask_ml_searches import BlockwiseSearch


class HyperbandSearchCV(BlockwiseSearch):
    """Brackets of candidates, each thinned out to a third as the rest is trained three times as long.

    `max_calls` is what the best is trained for; it decides how many candidates there are (9: 17, in 3 brackets).
    Source: Li et al., JMLR 2018; Sievert et al., SciPy 2019.
    """

    name = "dask_ml.HyperbandSearchCV"

    def search_class(self) -> Any:
        """HyperbandSearchCV."""
        from dask_ml.model_selection import HyperbandSearchCV as Search

        return Search


PLUGIN = HyperbandSearchCV
