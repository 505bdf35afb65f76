"""scikit-learn's RandomForestClassifier on a card, by cuml.accel."""

from __future__ import annotations

from workbench.solvers._cuml_accel import Accelerated
from workbench.solvers.sklearn_random_forest_classifier import RandomForestClassifier as OfSklearn


class RandomForestClassifier(Accelerated, OfSklearn):
    """sklearn.RandomForestClassifier unchanged, after cuml.accel.install()."""

    name = "cuml.accel.RandomForestClassifier"
    requires = Accelerated.requires


PLUGIN = RandomForestClassifier
