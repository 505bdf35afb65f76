"""How Karp and Flatt's serial fraction goes with workers: flat is serial work, rising is overhead that grows.

The fractions of all levels share the time of one worker, so their errors are correlated: the slope's error is carried
through from the noise of the levels, not read off the scatter of the fractions.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.analysis.scaling.fitting import Fitted
from workbench.analysis.student import quantile
from workbench.model.reading import Reading

Array = NDArray[np.float64]

MINIMUM_COUNTS = 3


def trend(noise: Fitted, confidence: float) -> Reading | None:
    """The trend of e(p) over log2 p; `noise` is a law's fit, which tells how far levels scatter.

    None where one worker was not measured, or fewer than three counts above it.
    """
    means = noise.means
    if means.workers[0] != 1 or len(means.workers) <= MINIMUM_COUNTS or noise.freedom < 1:
        return None
    slope, error = _slope(means.workers, means.log_seconds, noise.level_variance)
    half = float(quantile(noise.freedom, confidence)) * error
    told = f"{slope:+.2g} [{slope - half:+.2g}, {slope + half:+.2g}] a doubling"
    if slope - half > 0:
        return Reading("karp_flatt_trend", f"Karp-Flatt's fraction rises ({told}): overhead that grows with workers.")
    if slope + half < 0:
        return Reading(
            "karp_flatt_trend",
            f"Karp-Flatt's fraction falls ({told}): the first level is slow for its size, or caches help the others.",
        )
    return Reading("karp_flatt_trend", f"Karp-Flatt's fraction is level ({told}): a serial part, no growing overhead.")


def _slope(workers: Array, log_seconds: Array, variance: float) -> tuple[float, float]:
    """The slope of e on log2 p over the levels above one worker, and its standard error."""
    counts = workers[1:]
    ratio = np.exp(log_seconds[1:] - log_seconds[0])
    fractions = (ratio - 1.0 / counts) / (1.0 - 1.0 / counts)
    along = np.log2(counts) - np.mean(np.log2(counts))
    weights = along / float(along @ along)
    # e moves by ratio/(1 − 1/p) for each unit of its own log seconds, and by as much back for those of one worker.
    own = weights * ratio / (1.0 - 1.0 / counts)
    shared = -float(np.sum(own))
    return float(weights @ fractions), float(np.sqrt(variance * (float(own @ own) + shared**2)))
