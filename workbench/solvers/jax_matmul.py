"""Matrix products by JAX."""

from __future__ import annotations

from workbench.solvers._arrays import Jax
from workbench.solvers._device_matmul import DeviceMatmul


class Matmul(DeviceMatmul):
    """JAX's product of arrays (XLA on a card), on the CPU or CUDA."""

    name = "jax.matmul"
    library = Jax
    requires = Jax.requires
    environment = Jax.environment
    devices = Jax.devices


PLUGIN = Matmul
