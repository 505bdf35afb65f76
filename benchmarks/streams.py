"""Simulated launches, as arrays (pairs, launches) of seconds: the families that verdicts are tested on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

INDEPENDENT = ("gaussian", "lognormal", "spiky", "bimodal")
SPIKED, SPIKE = 0.05, 1.5
PACE = 0.6
"""How much of a drift's place stays from one launch to the next."""


def launches(family: str, shape: tuple[int, int], effect: float, random: np.random.Generator) -> Array:
    """Independent launches about 1 s whose standard deviation is `effect`, spikes not counted.

    Bimodal: either of two modes, 2 × 0.97 × `effect` apart.
    """
    normal = random.standard_normal(shape)
    if family == "gaussian":
        return np.maximum(1.0 + effect * normal, 0.05)
    if family == "spiky":
        held_up: Array = np.where(random.random(shape) < SPIKED, SPIKE, 1.0)
        return np.exp(effect * normal) * held_up
    if family == "bimodal":
        mode = np.where(random.random(shape) < 0.5, -1.0, 1.0)
        return np.asarray(np.exp(effect * (0.97 * mode + 0.25 * normal)))
    return np.asarray(np.exp(effect * normal))


def drifting(shape: tuple[int, int], effect: float, random: np.random.Generator, pace: float = PACE) -> Array:
    """Launches that follow a first-order autoregression with a standard deviation of `effect`."""
    series = random.standard_normal(shape)
    for at in range(1, shape[1]):
        series[:, at] = pace * series[:, at - 1] + np.sqrt(1.0 - pace**2) * series[:, at]
    return np.asarray(np.exp(effect * series))


def repeats(values: Array, count: int, noise: float, random: np.random.Generator) -> Array:
    """Each launch (pairs, launches) as its timed calls (pairs, launches, count), which differ by `noise`."""
    return np.asarray(values[:, :, None] * np.exp(noise * random.standard_normal((*values.shape, count))))
