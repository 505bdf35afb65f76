"""Speed-up at each level over the level of one worker, on a log scale, with what is known of its noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.analysis.case_times import MINIMUM_LAUNCHES
from workbench.analysis.scaling.fitting import Fitted
from workbench.analysis.scaling.level_means import LevelMeans
from workbench.analysis.student import quantile
from workbench.model.estimate import Estimate
from workbench.model.nodes import NodeCell
from workbench.model.scaling import Level


@dataclass(frozen=True)
class LevelSpeedup:
    """log(T(1)/T(p)) lies in [low, high]; `kind`, `confidence` and `count` as an Estimate has them.

    `over_levels`: the interval knows how far levels scatter, not only launches.
    """

    workers: int
    log_speedup: float
    low: float | None
    high: float | None
    kind: str
    confidence: float | None
    count: int
    over_levels: bool = False

    def estimate(self, value: float, low: float | None, high: float | None) -> Estimate:
        """A number that follows from this speed-up, of the same kind."""
        return Estimate(value, low, high, self.kind, self.confidence, self.count)


def level_speedups(
    levels: Sequence[Level], means: LevelMeans, noise: Fitted | None, confidence: float
) -> tuple[LevelSpeedup, ...]:
    """Every level above one worker; empty where one worker was not measured.

    `noise` is a law's fit, which tells how far levels scatter; None (two levels, or no law fits) leaves the
    scatter of launches, which says nothing of what launches of a level share.
    """
    if levels[0].workers != 1:
        return ()
    return tuple(speedup_over(levels, means, 0, index, noise, confidence) for index in range(1, len(levels)))


def speedup_over(
    levels: Sequence[Level] | Sequence[NodeCell],
    means: LevelMeans,
    first: int,
    index: int,
    noise: Fitted | None,
    confidence: float,
) -> LevelSpeedup:
    """How many times as fast the level at `index` is as the one at `first`."""
    workers, base, own = levels[index].workers, levels[first].seconds, levels[index].seconds
    value = float(means.log_seconds[first] - means.log_seconds[index])
    fewest = min(len(base), len(own))
    if noise is None and fewest < MINIMUM_LAUNCHES:
        if len(base) == len(own) == 1:
            return LevelSpeedup(workers, value, None, None, "point", None, 1)
        low, high = np.log(min(base) / max(own)), np.log(max(base) / min(own))
        return LevelSpeedup(workers, value, float(low), float(high), "range", None, fewest)
    half = _half_width(means, first, index, noise, confidence)
    count = fewest if noise is None else len(levels)
    return LevelSpeedup(workers, value, value - half, value + half, "interval", confidence, count, noise is not None)


def _half_width(means: LevelMeans, first: int, index: int, noise: Fitted | None, confidence: float) -> float:
    half = 0.0
    if means.within_freedom:
        variance = means.mean_variances[first] + means.mean_variances[index]
        half = float(quantile(means.within_freedom, confidence)) * variance**0.5
    if noise is not None:
        half = max(half, float(quantile(noise.freedom, confidence)) * (2.0 * noise.level_variance) ** 0.5)
    return half
