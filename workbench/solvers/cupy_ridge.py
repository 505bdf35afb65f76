"""Ridge regression on arrays of CuPy."""

from __future__ import annotations

from workbench.solvers._array_ridge import ArrayRidge
from workbench.solvers._arrays import Cupy


class Ridge(ArrayRidge):
    """Ridge regression by CuPy's arrays, on CUDA."""

    name = "cupy.Ridge"
    library = Cupy
    requires = Cupy.requires
    environment = Cupy.environment
    devices = Cupy.devices


PLUGIN = Ridge
