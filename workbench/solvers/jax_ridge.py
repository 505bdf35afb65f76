"""Ridge regression on arrays of JAX."""

from __future__ import annotations

from workbench.solvers._array_ridge import ArrayRidge
from workbench.solvers._arrays import Jax


class Ridge(ArrayRidge):
    """Ridge regression by JAX's arrays, on the CPU or CUDA."""

    name = "jax.Ridge"
    library = Jax
    requires = Jax.requires
    environment = Jax.environment
    devices = Jax.devices


PLUGIN = Ridge
