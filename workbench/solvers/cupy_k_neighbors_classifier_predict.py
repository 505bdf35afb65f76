"""Nearest neighbours on arrays of CuPy."""

from __future__ import annotations

from workbench.solvers._array_k_nearest import ArrayKNearest
from workbench.solvers._arrays import Cupy


class KNeighbors(ArrayKNearest):
    """Nearest neighbours by CuPy's arrays, on CUDA."""

    name = "cupy.KNeighborsClassifier.predict"
    library = Cupy
    requires = Cupy.requires
    environment = Cupy.environment
    devices = Cupy.devices


PLUGIN = KNeighbors
