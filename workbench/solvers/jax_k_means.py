"""Lloyd's k-means on arrays of JAX."""

from __future__ import annotations

from workbench.solvers._array_k_means import ArrayKMeans
from workbench.solvers._arrays import Jax


class KMeans(ArrayKMeans):
    """Lloyd's k-means by JAX's arrays, on the CPU or CUDA."""

    name = "jax.KMeans"
    library = Jax
    requires = Jax.requires
    environment = Jax.environment
    devices = Jax.devices


PLUGIN = KMeans
