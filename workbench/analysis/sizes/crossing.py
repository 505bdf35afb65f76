"""The size from which on one backend beats another: where two fitted curves cross.

The laws of both are independent, so the interval of the logarithm of their ratio at a size has the ends of both
combined by squares (Zou & Donner, Construction of confidence limits about effect measures, Statistics in Medicine
2008); the crossing may be wherever that interval holds 0. Only sizes that both measured are looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from workbench.analysis.sizes.grown import Grown
from workbench.analysis.sizes.growth import Growth
from workbench.analysis.sizes.measured import Measured
from workbench.analysis.sizes.rivals import rivals_of_cards
from workbench.analysis.sizes.time_law import growth_of
from workbench.analysis.student import quantile
from workbench.model.case import Resources
from workbench.model.device import cards_of
from workbench.model.estimate import Estimate
from workbench.model.sizes import Crossing

Array = NDArray[np.float64]
Band = tuple[Array, Array, Array]

POINTS = 257


class NoCrossing(Enum):
    """Why the second is found to overtake the first at no size, told of the second."""

    FASTER = "it is faster at every size measured"
    SLOWER = "it is slower at every size measured"
    COMES_OUT_FASTER = "none within what was measured; at the largest size it comes out faster"
    COMES_OUT_SLOWER = "none within what was measured; at the largest size it comes out slower"


def crossings(found: Sequence[Grown]) -> tuple[Crossing, ...]:
    """Each series against the simplest of those that solve the same: serial, or with the fewest workers.

    Cards are not: each is held against the best that all cores do, by whichever solver (see `rivals_of_cards`).
    """
    groups: defaultdict[Hashable, list[Grown]] = defaultdict(list)
    for each in found:
        if not cards_of(each.case.resources.device):
            groups[_same_work(each)].append(each)
    alone = [crossing for group in groups.values() for crossing in _against_simplest(group)]
    return (*alone, *(crossing for pair in rivals_of_cards(found) for crossing in _between(*pair)))


def _same_work(each: Grown) -> Hashable:
    case = each.case
    others = {name: value for name, value in case.parameters.items() if name != each.series.parameter}
    alone = replace(case, parameters=others, backend="", start_method=None, address=None, resources=Resources())
    return (each.series.parameter, *alone.series())


def _against_simplest(group: Sequence[Grown]) -> Iterator[Crossing]:
    base = min(group, key=lambda each: (each.case.backend != "serial", each.case.resources.workers))
    for each in group:
        if each is not base:
            yield from _between(base, each)


def _between(base: Grown, other: Grown) -> Iterator[Crossing]:
    low = max(base.series.sizes[0], other.series.sizes[0])
    high = min(base.series.sizes[-1], other.series.sizes[-1])
    if low >= high:
        return
    sizes = np.geomspace(low, high, POINTS)
    called = (_band(base.growth, sizes), _band(other.growth, sizes))
    yield _crossing(base, other, "with_start_up", sizes, with_start(base, called[0]), with_start(other, called[1]))
    yield _crossing(base, other, "call", sizes, *called)
    if any(case.transfers for each in (base, other) for case in each.series.cases):
        yield _crossing(base, other, "compute", sizes, _computing(base, sizes), _computing(other, sizes))


def _band(growth: Growth, sizes: Array) -> Band | None:
    return None if growth.chosen is None else growth.band(sizes)


def _computing(each: Grown, sizes: Array) -> Band | None:
    growth = growth_of(each.series, [case.compute_seconds for case in each.series.cases])
    return None if growth is None else _band(growth, sizes)


def with_start(each: Grown, band: Band | None) -> Band | None:
    """A band with the start added: it doesn't depend on the size, so all launches tell it."""
    if band is None:
        return None
    start, reach = _start_seconds(each.series.cases)
    value, low, high = band
    total = value + start
    return total, total - np.hypot(value - low, reach), total + np.hypot(high - value, reach)


def _start_seconds(cases: Sequence[Measured]) -> tuple[float, float]:
    """The mean over sizes of each one's mean start, and how far its 95 % interval reaches: launches share noise."""
    means = np.array([np.mean(each.start_seconds) for each in cases])
    error = float(np.std(means, ddof=1) / np.sqrt(len(means)))
    return float(np.mean(means)), float(quantile(len(means) - 1, 0.95)) * error


def _crossing(
    base: Grown, other: Grown, counted: str, sizes: Array, first: Band | None, second: Band | None
) -> Crossing:
    about = Crossing(
        base.case, other.case, base.series.parameter, base.series.held, counted, (float(sizes[0]), float(sizes[-1]))
    )
    if first is None or second is None:
        return replace(about, reason="no law fits the times of one of them")
    gain, low, high = _log_ratio(first, second)
    if gain[0] > 0 and gain[-1] < 0:
        about = replace(about, base=other.case, case=base.case)
        gain, low, high = -gain, -high, -low
    count = min(len(base.series.sizes), len(other.series.sizes))
    found = _found(sizes, (gain, low, high), count)
    return replace(about, reason=found.value) if isinstance(found, NoCrossing) else replace(about, size=found)


def crossing_in(sizes: Array, first: Band, second: Band, count: int) -> Estimate | NoCrossing:
    """The size from which on the second takes less time than the first, or why there is none.

    `count` is how many sizes the curves rest on.
    """
    return _found(sizes, _log_ratio(first, second), count)


def _found(sizes: Array, ratio: Band, count: int) -> Estimate | NoCrossing:
    gain, low, high = ratio
    if not (gain[0] <= 0 < gain[-1]):
        return _none_within(gain, low, high)
    return _where(sizes, gain, low, high, count)


def _log_ratio(first: Band, second: Band) -> Band:
    """log(first / second): above 0 where the second is faster."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = [[np.log(np.maximum(end, 1e-300)) for end in band] for band in (first, second)]
    (value, low, high), (other, other_low, other_high) = logs
    ratio = value - other
    below = np.hypot(value - low, other_high - other)
    above = np.hypot(high - value, other - other_low)
    return ratio, ratio - below, ratio + above


def _none_within(gain: Array, low: Array, high: Array) -> NoCrossing:
    if np.all(low > 0):
        return NoCrossing.FASTER
    if np.all(high < 0):
        return NoCrossing.SLOWER
    return NoCrossing.COMES_OUT_FASTER if gain[-1] > 0 else NoCrossing.COMES_OUT_SLOWER


def _where(sizes: Array, gain: Array, low: Array, high: Array, count: int) -> Estimate:
    """Where the ratio changes sign, and the unbroken stretch around it in which its interval holds 1."""
    after = int(np.flatnonzero(gain <= 0)[-1]) + 1
    share = gain[after - 1] / (gain[after - 1] - gain[after])
    value = float(np.exp(np.log(sizes[after - 1]) + share * np.log(sizes[after] / sizes[after - 1])))
    sure_before = np.flatnonzero(high[:after] < 0)
    sure_after = np.flatnonzero(low[after:] > 0)
    first = float(sizes[sure_before[-1]]) if len(sure_before) else None
    last = float(sizes[after + sure_after[0]]) if len(sure_after) else None
    return Estimate(value, first, last, "interval", 0.95, count)
