"""Ridge regression on arrays of PyTorch."""

from __future__ import annotations

from workbench.solvers._array_ridge import ArrayRidge
from workbench.solvers._arrays import Torch


class Ridge(ArrayRidge):
    """Ridge regression by PyTorch's arrays, on the CPU or CUDA."""

    name = "torch.Ridge"
    library = Torch
    requires = Torch.requires
    environment = Torch.environment
    devices = Torch.devices


PLUGIN = Ridge
