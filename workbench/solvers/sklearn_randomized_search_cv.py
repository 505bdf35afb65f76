"""scikit-learn's RandomizedSearchCV over a text pipeline."""

from __future__ import annotations

from typing import Any, Dict

from workbench.contracts import Context
from workbench.solvers._searches import TextSearch


class RandomizedSearchCV(TextSearch):
    """Tries `candidates` points of GridSearchCV's grid, drawn at random without a repetition; else the same.

    Half the grid is half its fits. Whether the best point is among them is luck, which the score tells.
    """

    name = "sklearn.RandomizedSearchCV"
    parameters = {**TextSearch.parameters, "candidates": 4}

    def search_class(self) -> Any:
        """RandomizedSearchCV."""
        from sklearn.model_selection import RandomizedSearchCV as Search

        return Search

    def searching(self, context: Context) -> Dict[str, Any]:
        """The grid, and how many points of it are drawn."""
        return {
            "param_distributions": self.grid(),
            "n_iter": self.values["candidates"],
            "random_state": context.seed,
        }


PLUGIN = RandomizedSearchCV
