"""From which size of the data on more nodes pay, and how fast a link they need.

Time is taken as a law of size on fewer and on more nodes, with as many workers on each; where both cross, more nodes
begin to pay. Beyond the sizes measured the laws go on up to ten times the largest, and what is read there is called an
extrapolation. A link is enough if it carries what a call moves within the time that more nodes save, as if all bytes of
all nodes went one after another and nothing was sent while anything was computed: a faster one pays at any rate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from workbench.analysis.case_times import case_times, ratios
from workbench.analysis.groups import Groups
from workbench.analysis.nodes.cells import same_but_nodes, wire_bytes, workers_on_each
from workbench.analysis.sizes.crossing import Band, NoCrossing, crossing_in, with_start
from workbench.analysis.sizes.forms import FEWEST_SIZES
from workbench.analysis.sizes.grown import Grown
from workbench.analysis.sizes.measured import Measured, measured
from workbench.analysis.sizes.series import all_series, size_of, slices
from workbench.analysis.sizes.time_law import TEN_TIMES, time_growth
from workbench.model.nodes import FurtherNodes, SizeGain
from workbench.model.plan import Plan
from workbench.model.trial import TrialRecord

Array = NDArray[np.float64]

POINTS = 257
CALL, WITH_START_UP = "call", "with_start_up"
_UNTOLD = "from which size on can't be told; at the largest, more nodes come out "
_NO_SIZE = {
    NoCrossing.FASTER: "more nodes are faster at every size measured",
    NoCrossing.SLOWER: "more nodes are slower at every size measured",
    NoCrossing.COMES_OUT_FASTER: _UNTOLD + "faster",
    NoCrossing.COMES_OUT_SLOWER: _UNTOLD + "slower",
}


def further_nodes(plan: Plan, trials: Sequence[TrialRecord]) -> tuple[FurtherNodes, ...]:
    """Each number of nodes against the next larger one that was measured at two of the same sizes or more."""
    moved = _moved(trials)
    found: list[FurtherNodes] = []
    for group in _groups(measured(plan, trials)).values():
        ordered = sorted(group, key=lambda each: each.case.resources.nodes)
        for fewer, more in pairwise(ordered):
            if fewer.case.resources.nodes < more.case.resources.nodes:
                found.extend(_between(fewer, more, moved))
    return tuple(found)


def _groups(cases: Iterable[Measured]) -> dict[Hashable, list[Grown]]:
    """Series along one size that differ in nodes only, with what their time does as that grows."""
    groups: defaultdict[Hashable, list[Grown]] = defaultdict(list)
    for members in all_series([each for each in cases if each.case.cluster is not None]):
        for series in slices(members):
            growth = time_growth(series)
            if growth is not None:
                first = series.cases[0].case
                others = {name: value for name, value in first.parameters.items() if name != series.parameter}
                key = same_but_nodes(replace(first, parameters=others))
                groups[(series.parameter, workers_on_each(first), key)].append(Grown(series, growth))
    return groups


def _moved(trials: Iterable[TrialRecord]) -> dict[str, float]:
    """Bytes over the wire of one call, by case."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    for trial in trials:
        bytes_moved = wire_bytes(trial)
        if bytes_moved is not None:
            found[trial.case_id].append(bytes_moved)
    return {case_id: median(values) for case_id, values in found.items()}


def _between(fewer: Grown, more: Grown, moved: Mapping[str, float]) -> Iterator[FurtherNodes]:
    low = max(fewer.series.sizes[0], more.series.sizes[0])
    high = min(fewer.series.sizes[-1], more.series.sizes[-1])
    if low >= high:
        return
    about = FurtherNodes(
        fewer.series.parameter,
        fewer.series.held,
        fewer.case.resources.nodes,
        more.case.resources.nodes,
        workers_on_each(fewer.case),
        CALL,
        (low, high),
        gains=tuple(_gains(fewer, more, moved)),
    )
    sizes = np.union1d(np.geomspace(low, high, POINTS), np.geomspace(high, TEN_TIMES * high, POINTS))
    bands = [None if each.growth.chosen is None else each.growth.band(sizes) for each in (fewer, more)]
    yield _crossing(about, sizes, bands)
    started = [with_start(each, band) for each, band in zip((fewer, more), bands, strict=True)]
    yield replace(_crossing(replace(about, counted=WITH_START_UP), sizes, started), gains=())


def _crossing(about: FurtherNodes, sizes: Array, bands: Sequence[Band | None]) -> FurtherNodes:
    first, second = bands
    if first is None or second is None:
        return replace(about, reason="no law fits the times of one of them")
    within = sizes <= about.measured[1]
    found = crossing_in(sizes[within], _only(first, within), _only(second, within), FEWEST_SIZES)
    if not isinstance(found, NoCrossing):
        return replace(about, size=found)
    beyond = crossing_in(sizes, first, second, FEWEST_SIZES)
    if isinstance(beyond, NoCrossing) or beyond.value <= about.measured[1]:
        return replace(about, reason=_everywhere(about) or _NO_SIZE[found])
    return replace(about, size=beyond, extrapolated=True)


def _everywhere(about: FurtherNodes) -> str | None:
    """Where more nodes come out faster, or slower, at every size measured: that, and whether it is sure."""
    ends = [(gain.ratio.low, gain.ratio.value, gain.ratio.high) for gain in about.gains]
    if not ends or about.counted != CALL:
        return None
    faster = all(value > 1.0 for _, value, _ in ends)
    if not faster and any(value >= 1.0 for _, value, _ in ends):
        return None
    sure = all((low or 0.0) > 1.0 if faster else (high or 2.0) < 1.0 for low, _, high in ends)
    told = f"more nodes are {'faster' if faster else 'slower'} at every size measured"
    return told if sure else f"{told}, as far as noise tells"


def _only(band: Band, which: NDArray[np.bool_]) -> Band:
    value, low, high = band
    return value[which], low[which], high[which]


def _gains(fewer: Grown, more: Grown, moved: Mapping[str, float]) -> Iterator[SizeGain]:
    parameter = fewer.series.parameter
    others = {size_of(each.case, parameter): each for each in more.series.cases}
    for base in fewer.series.cases:
        own = others.get(size_of(base.case, parameter))
        if own is None:
            continue
        ratio = ratios(*(case_times(_one(each), np.array(each.seconds)) for each in (base, own)))[0]
        assert ratio is not None, "both have launches"
        saved = median(base.seconds) - median(own.seconds)
        wire = moved.get(own.case.id)
        sure = saved > 0.0 and ratio.low is not None and ratio.low > 1.0
        link = wire / saved if wire is not None and sure else None
        yield SizeGain(size_of(base.case, parameter), ratio, wire, link)


def _one(each: Measured) -> Groups:
    return Groups(np.zeros(len(each.seconds), dtype=np.intp), 1)
