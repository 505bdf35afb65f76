"""scikit-learn's LogisticRegression on a card, by cuml.accel."""

from __future__ import annotations

from workbench.solvers._cuml_accel import Accelerated
from workbench.solvers.sklearn_logistic_regression import LogisticRegression as OfSklearn


class LogisticRegression(Accelerated, OfSklearn):
    """sklearn.LogisticRegression unchanged, after cuml.accel.install()."""

    name = "cuml.accel.LogisticRegression"
    requires = Accelerated.requires
    variants = ("lbfgs",)


PLUGIN = LogisticRegression
