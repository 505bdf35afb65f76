"""Lines and counters cut where nobody looked: what was seen between two gaps, and how fast counters grew there."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.reporting.telemetry.recording import Gap, Line, Numbers


@dataclass(frozen=True)
class Stretch:
    """Part of a line without a gap in it: from each moment on the value holds, or runs straight to the next one."""

    at_seconds: Numbers
    values: Numbers


def levels(lines: Sequence[Line], gaps: Sequence[Gap], largest: bool = False) -> list[Stretch]:
    """What stands at a level, in the stretches between the gaps; of several lines the sum, or the largest."""
    if not lines:
        return []
    moments = _moments(lines)
    found = []
    for within in _between(moments, gaps):
        of_each = np.stack([line.value_at(within) for line in lines])
        found.append(Stretch(within, of_each.max(axis=0) if largest else of_each.sum(axis=0)))
    return found


def rates(lines: Sequence[Line], gaps: Sequence[Gap], shortest_seconds: float) -> list[Stretch]:
    """By how much counters grew a second, all lines together, in the stretches between the gaps.

    Readings closer together than `shortest_seconds` are taken as one: the kernel counts in ticks, and a tick over a
    moment is no rate. What grew in a gap is in none of them. The last value of a stretch repeats the one before: it
    is where that ends.
    """
    if not lines:
        return []
    grown = [Line(line.at_seconds, _never_falling(line.values)) for line in lines]
    found = []
    for within in _between(_moments(grown), gaps):
        edges = _spaced(within, shortest_seconds)
        if len(edges) > 1:
            total = np.sum([line.value_at(edges) for line in grown], axis=0)
            rate = np.diff(total) / np.diff(edges)
            found.append(Stretch(edges, np.append(rate, rate[-1])))
    return found


def mean_rate(lines: Sequence[Line], gap: Gap) -> float:
    """By how much counters grew a second over a gap: known from its two ends."""
    ends = np.array([gap.begin_seconds, gap.end_seconds])
    grown = sum(float(np.diff(Line(line.at_seconds, _never_falling(line.values)).value_at(ends))[0]) for line in lines)
    return grown / max(gap.end_seconds - gap.begin_seconds, 1e-9)


def _moments(lines: Sequence[Line]) -> Numbers:
    return np.unique(np.concatenate([line.at_seconds for line in lines]))


def _between(moments: Numbers, gaps: Sequence[Gap]) -> list[Numbers]:
    """The moments of each stretch between gaps, its ends among them."""
    found = []
    begin = float(moments[0])
    last = float(moments[-1])
    for gap in gaps:
        if gap.end_seconds <= begin or gap.begin_seconds >= last:
            continue
        if gap.begin_seconds > begin:
            found.append(_ended(moments, begin, gap.begin_seconds))
        begin = gap.end_seconds
    found.append(_ended(moments, begin, last))
    return [within for within in found if len(within)]


def _ended(moments: Numbers, begin: float, end: float) -> Numbers:
    if end < begin:
        return moments[:0]
    inside = moments[(moments > begin) & (moments < end)]
    return np.unique(np.concatenate([[begin], inside, [end]]))


def _spaced(moments: Numbers, shortest_seconds: float) -> Numbers:
    """Moments that lie so far apart at least, the first and the last among them."""
    listed = moments.tolist()
    kept, place = [listed[0]], 0
    while True:
        place = bisect_left(listed, kept[-1] + shortest_seconds * (1 - 1e-9), place + 1)
        if place >= len(listed):
            break
        kept.append(listed[place])
    if kept[-1] < listed[-1]:
        kept[max(1, len(kept) - 1) :] = [listed[-1]]
    return np.array(kept)


def _never_falling(values: Numbers) -> Numbers:
    """A counter that fell was started anew: it counts from 0."""
    steps = np.diff(values)
    fallen = steps < 0
    if not fallen.any():
        return values
    return np.concatenate([values[:1], values[0] + np.cumsum(np.where(fallen, values[1:], steps))])
