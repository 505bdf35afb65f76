"""Nearest neighbours on arrays of PyTorch."""

from __future__ import annotations

from workbench.solvers._array_k_nearest import ArrayKNearest
from workbench.solvers._arrays import Torch


class KNeighbors(ArrayKNearest):
    """Nearest neighbours by PyTorch's arrays, on the CPU or CUDA."""

    name = "torch.KNeighborsClassifier.predict"
    library = Torch
    requires = Torch.requires
    environment = Torch.environment
    devices = Torch.devices


PLUGIN = KNeighbors
