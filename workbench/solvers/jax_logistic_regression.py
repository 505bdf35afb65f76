"""Logistic regression on arrays of JAX."""

from __future__ import annotations

from workbench.solvers._array_logistic import ArrayLogistic
from workbench.solvers._arrays import Jax


class LogisticRegression(ArrayLogistic):
    """Logistic regression by Newton's steps that JAX compiles, on the CPU or CUDA."""

    name = "jax.LogisticRegression"
    library = Jax
    requires = Jax.requires
    environment = Jax.environment
    devices = Jax.devices


PLUGIN = LogisticRegression
