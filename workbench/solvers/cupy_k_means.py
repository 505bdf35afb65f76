"""Lloyd's k-means on arrays of CuPy."""

from __future__ import annotations

from workbench.solvers._array_k_means import ArrayKMeans
from workbench.solvers._arrays import Cupy


class KMeans(ArrayKMeans):
    """Lloyd's k-means by CuPy's arrays, on CUDA."""

    name = "cupy.KMeans"
    library = Cupy
    requires = Cupy.requires
    environment = Cupy.environment
    devices = Cupy.devices


PLUGIN = KMeans
