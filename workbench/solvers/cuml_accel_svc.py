"""scikit-learn's SVC on a card, by cuml.accel."""

from __future__ import annotations

from workbench.solvers import sklearn_svc
from workbench.solvers._cuml_accel import Accelerated


class SVC(Accelerated, sklearn_svc.SVC):
    """sklearn.SVC unchanged, after cuml.accel.install()."""

    name = "cuml.accel.SVC"
    requires = Accelerated.requires


PLUGIN = SVC
