"""Matrix products by CuPy."""

from __future__ import annotations

from workbench.solvers._arrays import Cupy
from workbench.solvers._device_matmul import DeviceMatmul


class Matmul(DeviceMatmul):
    """CuPy's product of arrays (cuBLAS on a card), on CUDA."""

    name = "cupy.matmul"
    library = Cupy
    requires = Cupy.requires
    environment = Cupy.environment
    devices = Cupy.devices


PLUGIN = Matmul
