"""Snap ML's RandomForestClassifier."""

from __future__ import annotations

from typing import Any, Dict

from workbench.contracts import Context
from workbench.errors import CannotRun
from workbench.solvers._snapml import SnapSolver


class RandomForestClassifier(SnapSolver):
    """Trees on bootstrap samples, by exact splits or (`histograms`) by splits between 256 bins.

    `max_depth` 0: not limited; on a card, where there are histograms only, 16.
    """

    name = "snapml.RandomForestClassifier"
    tasks = ("classification",)
    variants = ("exact", "histograms")
    parameters = {"n_estimators": 100, "max_depth": 0, "min_samples_leaf": 5}
    attribute = "RandomForestClassifier"
    cards_argument = "gpu_ids"

    def configure(self, context: Context) -> None:
        """Raises CannotRun for exact splits on a card."""
        if context.device != "cpu" and self.variant != "histograms":
            raise CannotRun(
                "Snap ML's forest grows on a card by histograms only: snapml.RandomForestClassifier[histograms]"
            )

    def chosen(self) -> Dict[str, Any]:
        """As scikit-learn's forest is asked."""
        return {
            "n_estimators": self.values["n_estimators"],
            "max_depth": self.values["max_depth"] or None,
            "min_samples_leaf": self.values["min_samples_leaf"],
            "max_features": "sqrt",
            "use_histograms": self.variant == "histograms",
        }


PLUGIN = RandomForestClassifier
