"""scikit-learn's Ridge on a card, by cuml.accel."""

from __future__ import annotations

from workbench.solvers._cuml_accel import Accelerated
from workbench.solvers.sklearn_ridge import Ridge as OfSklearn


class Ridge(Accelerated, OfSklearn):
    """sklearn.Ridge unchanged, after cuml.accel.install()."""

    name = "cuml.accel.Ridge"
    requires = Accelerated.requires
    variants = ("auto",)


PLUGIN = Ridge
