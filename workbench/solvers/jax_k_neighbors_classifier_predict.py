"""Nearest neighbours on arrays of JAX."""

from __future__ import annotations

from workbench.solvers._array_k_nearest import ArrayKNearest
from workbench.solvers._arrays import Jax


class KNeighbors(ArrayKNearest):
    """Nearest neighbours by JAX's arrays, on the CPU or CUDA."""

    name = "jax.KNeighborsClassifier.predict"
    library = Jax
    requires = Jax.requires
    environment = Jax.environment
    devices = Jax.devices


PLUGIN = KNeighbors
