"""Matrix products by PyTorch."""

from __future__ import annotations

from workbench.solvers._arrays import Torch
from workbench.solvers._device_matmul import DeviceMatmul


class Matmul(DeviceMatmul):
    """PyTorch's product of arrays (cuBLAS on a card), on the CPU or CUDA."""

    name = "torch.matmul"
    library = Torch
    requires = Torch.requires
    environment = Torch.environment
    devices = Torch.devices


PLUGIN = Matmul
