"""Logistic regression on arrays of CuPy."""

from __future__ import annotations

from workbench.solvers._array_logistic import ArrayLogistic
from workbench.solvers._arrays import Cupy


class LogisticRegression(ArrayLogistic):
    """Logistic regression by Newton's steps that CuPy computes, on CUDA."""

    name = "cupy.LogisticRegression"
    library = Cupy
    requires = Cupy.requires
    environment = Cupy.environment
    devices = Cupy.devices


PLUGIN = LogisticRegression
