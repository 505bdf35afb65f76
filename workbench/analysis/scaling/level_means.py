"""What a fit is made from: the mean of each level's launches, and how well each is known.

Launches of one level share an effect (where the pages fell, what the clock did, which neighbour was awake) that
more launches don't remove. So a level is one observation, its value the mean of log seconds over launches, and
the noise of a level has two parts: τ², shared, which only the scatter of levels about a law can tell, and σ²/n,
which the launches within a level tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.model.scaling import Level

Array = NDArray[np.float64]

MOST_DECIMALS = 7
"""Seconds with more than these are a clock's, not a person's."""
EXACT = 1e-12
"""How far a float may lie from the decimal it was written as, relative to it."""


@dataclass(frozen=True)
class LevelMeans:
    """One entry a level (l,), by rising workers; of places, `workers` has their nodes and workers on each (l, 2).

    Variances are of log seconds, so of relative seconds.
    `within_variance` is σ², pooled over levels with two launches or more, and rests on `within_freedom` degrees
    of freedom; both are 0 where no level has two. `rounding_variance` is what writing the seconds with few decimals
    leaves unknown.
    """

    workers: Array
    log_seconds: Array
    launches: Array
    within_variance: float
    within_freedom: int
    rounding_variance: float = 0.0

    @property
    def seconds(self) -> Array:
        """The geometric mean of each level's launches."""
        means: Array = np.exp(self.log_seconds)
        return means

    @property
    def mean_variances(self) -> Array:
        """σ²/n: what the scatter of launches leaves unknown in each level's mean."""
        return self.within_variance / self.launches

    def without(self, level: int) -> LevelMeans:
        """The same less one level, by its index."""
        keep = np.arange(len(self.workers)) != level
        return LevelMeans(
            self.workers[keep],
            self.log_seconds[keep],
            self.launches[keep],
            self.within_variance,
            self.within_freedom,
            self.rounding_variance,
        )


def means_of(levels: Sequence[Level]) -> LevelMeans:
    """Levels, by rising workers, as their means."""
    return means_at([float(level.workers) for level in levels], [level.seconds for level in levels])


def means_at(places: Sequence[float] | Sequence[Sequence[float]], launches_at: Sequence[Sequence[float]]) -> LevelMeans:
    """What launches took at each place of a rising series: of workers, of sizes, or of (nodes, workers)."""
    logs = [np.log(np.asarray(values)) for values in launches_at]
    launches = np.array([len(values) for values in logs], dtype=float)
    means = np.array([float(np.mean(values)) for values in logs])
    squares = sum(float(np.sum((values - mean) ** 2)) for values, mean in zip(logs, means, strict=True))
    freedom = int(np.sum(launches - 1))
    return LevelMeans(
        np.array(places, dtype=float),
        means,
        launches,
        squares / freedom if freedom else 0.0,
        freedom,
        _rounding_variance(np.concatenate([np.asarray(values) for values in launches_at])),
    )


def _rounding_variance(seconds: Array) -> float:
    """The relative variance of numbers rounded to as few decimals as these: a uniform error of half the last one."""
    for decimals in range(MOST_DECIMALS):
        if np.all(np.abs(np.round(seconds, decimals) - seconds) <= EXACT * seconds):
            return float(np.mean((10.0**-decimals / seconds) ** 2)) / 12.0
    return 0.0
