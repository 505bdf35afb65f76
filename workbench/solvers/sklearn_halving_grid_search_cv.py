"""scikit-learn's HalvingGridSearchCV over a text pipeline."""

from __future__ import annotations

from typing import Any, Dict

from workbench.contracts import Context
from workbench.solvers._searches import TextSearch


class HalvingGridSearchCV(TextSearch):
    """Tries all of GridSearchCV's grid on few rows, and the better one in `factor` of it on `factor` times as many.

    Goes on until one candidate is left, the last round on all rows (or nearly). Each round waits for its slowest fit.
    """

    name = "sklearn.HalvingGridSearchCV"
    parameters = {**TextSearch.parameters, "factor": 2}

    def search_class(self) -> Any:
        """HalvingGridSearchCV, which scikit-learn asks to be enabled first."""
        from sklearn.experimental import enable_halving_search_cv  # noqa: F401
        from sklearn.model_selection import HalvingGridSearchCV as Search

        return Search

    def searching(self, context: Context) -> Dict[str, Any]:
        """The grid, and how fast it is thinned out."""
        return {
            "param_grid": self.grid(),
            "factor": self.values["factor"],
            "min_resources": "exhaust",
            "random_state": context.seed,
            # Its default, unlike that of the other searches, which would cost it a third more.
            "return_train_score": False,
        }


PLUGIN = HalvingGridSearchCV
