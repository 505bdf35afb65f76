"""A fitted law over whole worker counts, with the intervals of what it says at each: what answers are read off."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from workbench.analysis.intervals import Ratios, profile_intervals
from workbench.analysis.scaling.fitting import Fitted

Array = NDArray[np.float64]

EVERY_COUNT_TO = 64
POINTS_BEYOND = 64
REACH = 4.0
"""Nothing is read off further than this many times the largest level measured (or EVERY_COUNT_TO, if that is more)."""


@dataclass(frozen=True)
class Band:
    """A value and its interval at each worker count, (n,) each."""

    value: Array
    low: Array
    high: Array


@dataclass(frozen=True)
class Ribbon:
    """`workers` (n,) rises by whole numbers from 1; `measured_to` is the largest level measured."""

    workers: Array
    measured_to: float
    levels: int
    confidence: float
    seconds: Band
    efficiency: Band

    def reach(self) -> int:
        """The largest worker count it says anything of."""
        return int(self.workers[-1])


def ribbon_of(fitted: Fitted, confidence: float) -> Ribbon:
    """The ribbon of a law of strong scaling that has at least one degree of freedom left."""
    largest = float(fitted.means.workers[-1])
    workers = worker_counts(largest)
    rows = fitted.law.basis(workers)
    base = np.repeat(fitted.law.basis(np.ones(1)), len(rows), axis=0)
    seconds = band(fitted, rows, np.zeros_like(rows), confidence)
    efficiency = band(fitted, base, rows * workers[:, None], confidence)
    return Ribbon(workers, largest, len(fitted.means.workers), confidence, seconds, efficiency)


def worker_counts(largest: float) -> Array:
    """Every count as far as EVERY_COUNT_TO, then ever further apart."""
    far = max(float(EVERY_COUNT_TO), REACH * largest)
    near = np.arange(1.0, EVERY_COUNT_TO + 1.0)
    beyond = np.unique(np.round(np.geomspace(EVERY_COUNT_TO, far, POINTS_BEYOND)))
    return np.union1d(near, beyond)


def band(fitted: Fitted, numerators: Array, denominators: Array, confidence: float) -> Band:
    """(numerator · c)/(denominator · c), row by row; a denominator of zeros stands for 1."""
    ratios = Ratios(numerators, denominators, np.zeros(len(numerators)), np.full(len(numerators), inf))
    values = ratios.values(fitted.coefficients)
    low, high = profile_intervals(fitted.faces, ratios, values, fitted.limit(confidence))
    return Band(values, low, high)
