"""Where adding workers stops paying: the fewest workers that can't be told from the fastest level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, hypot, log

import numpy as np

from workbench.analysis.case_times import case_times, estimates, ratios
from workbench.analysis.groups import Groups
from workbench.model.estimate import Estimate
from workbench.model.scaling import Level

WORTH_RATIO = 1.25
"""More workers that may gain more than this are no clear waste, so the fewer are not called enough."""


@dataclass(frozen=True)
class Paying:
    """`enough` workers are as fast as the fastest level, as far as can be told.

    `idle` are the larger worker counts that can't be told from the fastest either, `slower` those that take longer.
    `possible_gain` is how many times faster the fastest level may be than `enough` at most (1.0 where they are one).
    """

    enough: int
    idle: tuple[int, ...]
    slower: tuple[int, ...]
    possible_gain: float

    @property
    def sure(self) -> bool:
        """Whether the data bound the gain well enough to say that more workers are not worth having."""
        return self.possible_gain <= WORTH_RATIO


def paying(levels: Sequence[tuple[int, Estimate]]) -> Paying | None:
    """Where it stops, of (workers, seconds) with intervals at two worker counts or more; None for less.

    Levels without an interval (fewer than 4 launches) can't be held against others and are left out.
    """
    known = [(workers, seconds) for workers, seconds in levels if _is_interval(seconds)]
    if len(known) < 2:
        return None
    fastest = min((seconds for _, seconds in known), key=lambda seconds: seconds.value)
    level_with = {workers: _log_ratio(seconds, fastest) for workers, seconds in known if seconds is not fastest}
    equal = [workers for workers, seconds in known if seconds is fastest or level_with[workers][0] <= 0.0]
    enough = min(equal)
    larger = [workers for workers, _ in known if workers > enough]
    return Paying(
        enough,
        tuple(sorted(workers for workers in larger if workers in equal)),
        tuple(sorted(workers for workers in larger if workers not in equal)),
        exp(level_with[enough][1]) if enough in level_with else 1.0,
    )


def level_seconds(level: Level) -> Estimate:
    """A level's seconds as its case's row has them: the median of its launches, with interval or range."""
    return _known(estimates(case_times(_one_group(level), np.array(level.seconds))))


def speedup(base: Level, own: Level) -> Estimate:
    """How many times faster `own` is than `base`, as its case's row has it."""
    times = [case_times(_one_group(level), np.array(level.seconds)) for level in (base, own)]
    return _known(ratios(*times))


def _one_group(level: Level) -> Groups:
    return Groups(np.zeros(len(level.seconds), dtype=np.intp), 1)


def _known(found: list[Estimate | None]) -> Estimate:
    assert found[0] is not None, "a level has at least one launch"
    return found[0]


def _is_interval(seconds: Estimate) -> bool:
    return seconds.kind == "interval" and seconds.low is not None and seconds.high is not None and seconds.low > 0


def _log_ratio(slower: Estimate, faster: Estimate) -> tuple[float, float]:
    """Both ends of the log of their ratio: each half width has its own Student quantile, no less than Welch's."""
    (one, one_half), (other, other_half) = _centred(slower), _centred(faster)
    half = hypot(one_half, other_half)
    return one - other - half, one - other + half


def _centred(seconds: Estimate) -> tuple[float, float]:
    """The middle and the half width of an interval, on a log scale."""
    assert seconds.low is not None
    assert seconds.high is not None
    return (log(seconds.high) + log(seconds.low)) / 2, (log(seconds.high) - log(seconds.low)) / 2
