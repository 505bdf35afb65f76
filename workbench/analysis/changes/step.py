"""The one step that a stretch of values most probably holds, and what can be said of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.analysis.changes.autocorrelation import CANDIDATES, most_probable
from workbench.analysis.changes.maximum import p_value_of_maximum
from workbench.analysis.changes.spikes import spikes
from workbench.analysis.changes.step_fits import StepFits, fit_steps
from workbench.analysis.student import quantile

Array = NDArray[np.float64]
Counts = NDArray[np.intp]

SHORTEST_LEVEL = 5
"""Values on each side of a step: fewer can't be told from a spell of noise."""
LEAST_VALUES = 2 * SHORTEST_LEVEL
PLACE_CONFIDENCE = 0.95
PLACE_LIMIT = -2.0 * float(np.log(1.0 - np.sqrt(PLACE_CONFIDENCE)))
"""Twice the log likelihood that a place may lie below the best and still be the step's, at that confidence.

The largest of two independent exponentials, the limit for small steps (Siegmund 1988); it covers more for large ones.
"""


@dataclass(frozen=True)
class Step:
    """A step before the value at `place`, which lies in [earliest, latest] at 95 %.

    `change` is the difference of the levels, with its interval [low, high] at `confidence`; `p_value` is that of
    there being no step at all.
    """

    place: int
    earliest: int
    latest: int
    change: float
    low: float
    high: float
    confidence: float
    p_value: float
    autocorrelation: float


@dataclass(frozen=True)
class Prepared:
    """`fits` are for one autocorrelation, of the values at the positions `kept` (m,)."""

    fits: StepFits
    kept: Counts
    autocorrelation: float


def find_step(values: Array, confidence: float = 0.95) -> Step | None:
    """The step in `values` (n,); None where there are too few, or where they don't vary at all."""
    ready = prepared(values)
    return None if ready is None else _described(ready, confidence)


def prepared(values: Array) -> Prepared | None:
    """The steps fitted to `values` (n,) without spikes, under the most probable autocorrelation."""
    kept = np.flatnonzero(~spikes(values))
    if len(kept) < LEAST_VALUES or not np.ptp(values):
        return None
    autocorrelation = most_probable(fit_steps(values[kept], kept, CANDIDATES, SHORTEST_LEVEL))
    fits = fit_steps(values[kept], kept, np.array([autocorrelation]), SHORTEST_LEVEL)
    return Prepared(fits, kept, autocorrelation)


def _described(ready: Prepared, confidence: float) -> Step:
    fits, kept = ready.fits, ready.kept
    statistic = fits.statistic[0]
    best = int(np.argmax(statistic))
    below = fits.count * np.log(fits.residual[0] / fits.residual[0, best])
    possible = np.flatnonzero(below <= PLACE_LIMIT)
    change, reach = _change(fits, best, below, confidence)
    return Step(
        place=int(kept[fits.first + best]),
        earliest=int(kept[fits.first + possible[0]]),
        latest=int(kept[fits.first + possible[-1]]),
        change=change,
        low=change - reach,
        high=change + reach,
        confidence=confidence,
        p_value=p_value_of_maximum(float(statistic[best]), fits.freedom, fits.resemblance[0]),
        autocorrelation=ready.autocorrelation,
    )


def _change(fits: StepFits, best: int, below: Array, confidence: float) -> tuple[float, float]:
    """The change at the best place, and how far its interval reaches, not knowing the place included."""
    weights = np.exp(-0.5 * below)
    weights /= np.sum(weights)
    variances = fits.residual[0] / fits.freedom / fits.precision[0]
    change = float(fits.change[0, best])
    spread = float(weights @ (variances + (fits.change[0] - change) ** 2))
    return change, float(quantile(fits.freedom, confidence)) * np.sqrt(spread)
