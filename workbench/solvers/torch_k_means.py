"""Lloyd's k-means on arrays of PyTorch."""

from __future__ import annotations

from workbench.solvers._array_k_means import ArrayKMeans
from workbench.solvers._arrays import Torch


class KMeans(ArrayKMeans):
    """Lloyd's k-means by PyTorch's arrays, on the CPU or CUDA."""

    name = "torch.KMeans"
    library = Torch
    requires = Torch.requires
    environment = Torch.environment
    devices = Torch.devices


PLUGIN = KMeans
