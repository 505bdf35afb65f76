"""scikit-learn's Ridge on a card, by cuml.accel."""

from __future__ import annotations

from typing import Any

from workbench.solvers._cuml_accel import Accelerated
from workbench.solvers.sklearn_ridge import Ridge as OfSklearn


class Ridge(Accelerated, OfSklearn):
    """sklearn.Ridge unchanged, after cuml.accel.install()."""

    name = "cuml.accel.Ridge"
    requires = Accelerated.requires
    variants = ("auto",)

    def operations(self, data: Any) -> None:
        """cuML's own way, which it doesn't tell."""

    def moved_bytes(self, data: Any) -> None:
        """As for operations."""


PLUGIN = Ridge
