"""The Extension for scikit-learn: RandomForestClassifier."""

from __future__ import annotations

from typing import Any, Dict

from workbench.contracts import Context
from workbench.solvers._sklearnex import ExtensionSolver


class RandomForestClassifier(ExtensionSolver):
    """RandomForestClassifier of the Extension for scikit-learn: oneDAL grows the trees, on splits between 256 bins."""

    name = "sklearnex.RandomForestClassifier"
    tasks = ("classification",)
    parameters = {"n_estimators": 100, "max_depth": 0, "min_samples_leaf": 5}
    module = "sklearnex.ensemble"

    def chosen(self, context: Context) -> Dict[str, Any]:
        """A `max_depth` of 0 is none."""
        return dict(self.values, max_depth=self.values["max_depth"] or None, random_state=context.seed)


PLUGIN = RandomForestClassifier
