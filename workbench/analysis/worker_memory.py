"""What each further worker holds in memory: a copy of the data or the model, or next to nothing where they share it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.analysis.student import quantile, welch
from workbench.model.estimate import Estimate
from workbench.model.trial import TrialRecord

SAMPLED = "pss_sampled"
"""Other lower ends are of one process, or leave out what is mapped: short calls have no better."""
CONFIDENCE = 0.95
FEWEST_LAUNCHES = 2
FEWEST_LAUNCHES_FOR_INTERVALS = 4
"""Of each worker count; fewer have a range, as everywhere, and single ones say too little."""


def bytes_per_worker(launches: Mapping[int, Sequence[TrialRecord]]) -> Estimate | None:
    """How many bytes each worker beyond the fewest adds, from the launches at the fewest and at the most workers.

    Compared are the largest sampled sums of proportional set sizes, in which shared pages count once; over launches by
    Welch's interval of two means. None where more workers are not more processes, or where fewer than 2 launches at
    either end had such a sum sampled.
    """
    base, most = min(launches), max(launches)
    lows, highs = _sampled_bytes(launches[base]), _sampled_bytes(launches[most])
    count = min(len(lows), len(highs))
    if count < FEWEST_LAUNCHES or _processes(launches[most]) <= _processes(launches[base]):
        return None
    further = most - base
    value = float(highs.mean() - lows.mean()) / further
    if count < FEWEST_LAUNCHES_FOR_INTERVALS:
        ends = (highs.min() - lows.max(), highs.max() - lows.min())
        return Estimate(value, float(ends[0]) / further, float(ends[1]) / further, "range", None, count)
    variances, counts = ([np.array([of(found)]) for found in (highs, lows)] for of in (_variance, len))
    error, freedom = welch(variances[0], counts[0], variances[1], counts[1])
    reach = float((quantile(freedom, CONFIDENCE) * error)[0]) / further
    return Estimate(value, value - reach, value + reach, "interval", CONFIDENCE, count)


def _sampled_bytes(launches: Sequence[TrialRecord]) -> NDArray[np.float64]:
    peaks = (launch.memory for launch in launches)
    found = [peak.low_bytes for peak in peaks if peak is not None and peak.low_estimator == SAMPLED]
    return np.array(found, dtype=np.float64)


def _variance(found: NDArray[np.float64]) -> float:
    return float(found.var(ddof=1))


def _processes(launches: Sequence[TrialRecord]) -> int:
    return max((launch.tree_peak_processes or 0 for launch in launches), default=0)
