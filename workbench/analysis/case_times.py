"""What the launches of each case say of its seconds, and of one case's seconds over another's.

The value of a case is the median of its launches. From 4 launches on, its interval is Student's t on the
logarithms of launches, turned back: launch times are skewed to the right and noise multiplies, so logs are
nearer to normal, and for log-normal times the interval covers the true median at its nominal rate however few
launches there are, where a percentile bootstrap of 5 covers far less and order statistics of 5 can't exceed
93.75 %. The mean of logs and the median of launches may differ where launches are skewed beyond that; then the
interval is stretched to hold the median, which can only make it cover more. Fewer launches make a range.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.analysis.groups import Codes, Groups
from workbench.analysis.student import quantile, welch
from workbench.model.estimate import Estimate

Array = NDArray[np.float64]

MINIMUM_LAUNCHES = 4
"""Fewer launches make a range, not an interval."""
CONFIDENCE = 0.95


@dataclass(frozen=True)
class CaseTimes:
    """One entry a case (c,): launches that were timed, their median and ends in seconds, their logs' mean and variance.

    NaN where no launch was timed; the variance is NaN for one launch.
    """

    launches: NDArray[np.intp]
    median: Array
    low: Array
    high: Array
    log_mean: Array
    log_variance: Array

    def only(self, which: Codes) -> CaseTimes:
        """Those of these cases, in this order."""
        return CaseTimes(
            self.launches[which],
            self.median[which],
            self.low[which],
            self.high[which],
            self.log_mean[which],
            self.log_variance[which],
        )


def case_times(cases: Groups, seconds: Array) -> CaseTimes:
    """The seconds (n,) of launches, grouped by case."""
    low, median, high = cases.spreads(seconds)
    logs = np.log(seconds)
    launches = cases.counts(seconds)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = cases.sums(logs) / launches
        squares = cases.sums((logs - mean[cases.codes]) ** 2)
        variance = np.where(launches > 1, squares / (launches - 1), np.nan)
    return CaseTimes(launches, median, low, high, mean, variance)


def estimates(times: CaseTimes) -> list[Estimate | None]:
    """Seconds of every case with its interval, range or nothing; None where no launch was timed."""
    with np.errstate(invalid="ignore"):
        half = quantile(times.launches - 1.0, CONFIDENCE) * np.sqrt(times.log_variance / times.launches)
        low, high = np.exp(times.log_mean - half), np.exp(times.log_mean + half)
    enough = times.launches >= MINIMUM_LAUNCHES
    low, high = np.where(enough, low, times.low), np.where(enough, high, times.high)
    return _estimates(times.median, low, high, times.launches)


def ratios(base: CaseTimes, own: CaseTimes) -> list[Estimate | None]:
    """How many times faster each `own` is than the `base` beside it; None where either was not timed.

    The ratio of medians, with a Welch interval on the difference of mean logs; with fewer than 4 launches of
    either, the range from the base's fastest over the slowest to the base's slowest over the fastest.
    """
    fewest = np.minimum(base.launches, own.launches)
    with np.errstate(invalid="ignore", divide="ignore"):
        error, freedom = welch(own.log_variance, own.launches, base.log_variance, base.launches)
        half = quantile(freedom, CONFIDENCE) * error
        middle = base.log_mean - own.log_mean
        value = base.median / own.median
        enough = fewest >= MINIMUM_LAUNCHES
        low = np.where(enough, np.exp(middle - half), base.low / own.high)
        high = np.where(enough, np.exp(middle + half), base.high / own.low)
    return _estimates(value, low, high, fewest)


def _estimates(value: Array, low: Array, high: Array, launches: NDArray[np.intp]) -> list[Estimate | None]:
    low, high = np.fmin(low, value), np.fmax(high, value)
    found: list[Estimate | None] = []
    for middle, first, last, count in zip(value.tolist(), low.tolist(), high.tolist(), launches.tolist(), strict=True):
        if count == 0:
            found.append(None)
        elif count >= MINIMUM_LAUNCHES:
            found.append(Estimate(middle, first, last, "interval", CONFIDENCE, count))
        elif first == last == middle and count == 1:
            found.append(Estimate(middle, None, None, "point", None, 1))
        else:
            found.append(Estimate(middle, first, last, "range", None, count))
    return found
