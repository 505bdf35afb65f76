"""Snap ML's BoostingMachineClassifier."""

from __future__ import annotations

from typing import Any, Dict

from workbench.solvers._snapml import SnapSolver


class BoostingMachineClassifier(SnapSolver):
    """Gradient boosting of trees on splits between 256 bins, all trees of one depth."""

    name = "snapml.BoostingMachineClassifier"
    tasks = ("classification",)
    parameters = {"n_estimators": 100, "max_depth": 6, "learning_rate": 0.1}
    attribute = "BoostingMachineClassifier"
    cards_argument = "gpu_ids"

    def chosen(self) -> Dict[str, Any]:
        """Trees are rounds there, and their depth a range."""
        return {
            "num_round": self.values["n_estimators"],
            "max_depth": self.values["max_depth"],
            "learning_rate": self.values["learning_rate"],
        }


PLUGIN = BoostingMachineClassifier
