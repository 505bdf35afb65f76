"""Which cases are worth having when two things matter: time, and one more that is bought with it.

A case is on the Pareto front if none that takes no longer is as good in the other. Where launches leave the times of
two open, the slower is not ruled out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from workbench.model.estimate import Estimate

FRONT, OPEN, BEHIND = "front", "open", "behind"


def standings(seconds: Sequence[Estimate], goodness: Sequence[float], tolerance: float) -> list[str]:
    """For each case FRONT, OPEN (behind by the values, but the intervals of time overlap) or BEHIND.

    More of `goodness` is better; two that differ by no more than `tolerance` are as good. Ranges and points, of fewer
    launches than an interval takes, claim nothing: then nothing is ruled out.
    """
    behind = _outdone([found.value for found in seconds], goodness, tolerance)
    sure = _surely_outdone(seconds, goodness, tolerance)
    return [BEHIND if surely else OPEN if likely else FRONT for likely, surely in zip(behind, sure, strict=True)]


def _outdone(values: Sequence[float], goodness: Sequence[float], tolerance: float) -> list[bool]:
    """Whether a faster one is as good. Of two of one time the better comes first, then the earlier."""
    order = sorted(range(len(values)), key=lambda index: (values[index], -goodness[index], index))
    found, best = [False] * len(values), -np.inf
    for index in order:
        found[index] = best >= goodness[index] - tolerance
        best = max(best, goodness[index])
    return found


def _surely_outdone(seconds: Sequence[Estimate], goodness: Sequence[float], tolerance: float) -> list[bool]:
    """Whether one whose interval of time ends before this one's begins is as good."""
    bounded = sorted(
        (found.high, good)
        for found, good in zip(seconds, goodness, strict=True)
        if found.kind == "interval" and found.high is not None
    )
    ends = [high for high, _ in bounded]
    best = np.maximum.accumulate([good for _, good in bounded]) if bounded else np.empty(0)
    found = []
    for own, good in zip(seconds, goodness, strict=True):
        earlier = bisect_left(ends, own.low) if own.kind == "interval" and own.low is not None else 0
        found.append(earlier > 0 and bool(best[earlier - 1] >= good - tolerance))
    return found
