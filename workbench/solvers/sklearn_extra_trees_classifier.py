"""scikit-learn's ExtraTreesClassifier."""

from __future__ import annotations

from typing import Any

from workbench.solvers.sklearn_random_forest_classifier import RandomForestClassifier


class ExtraTreesClassifier(RandomForestClassifier):
    """Extremely randomised trees (random thresholds, no bootstrap); parameters and workers as a random forest."""

    name = "sklearn.ExtraTreesClassifier"

    def estimator_class(self) -> Any:
        """ExtraTreesClassifier."""
        from sklearn.ensemble import ExtraTreesClassifier as Estimator

        return Estimator


PLUGIN = ExtraTreesClassifier
