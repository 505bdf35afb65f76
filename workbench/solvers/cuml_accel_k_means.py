"""scikit-learn's KMeans on a card, by cuml.accel."""

from __future__ import annotations

from workbench.solvers._cuml_accel import Accelerated
from workbench.solvers.sklearn_k_means import KMeans as OfSklearn


class KMeans(Accelerated, OfSklearn):
    """sklearn.KMeans unchanged, after cuml.accel.install()."""

    name = "cuml.accel.KMeans"
    requires = Accelerated.requires


PLUGIN = KMeans
