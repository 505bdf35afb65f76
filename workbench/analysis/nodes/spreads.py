"""Scale up or out: the same workers on fewer and on more nodes, each with an equal share of CPUs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import ceil, exp, log

from workbench.analysis.case_times import MINIMUM_LAUNCHES
from workbench.analysis.nodes.laws import means_of_cells
from workbench.analysis.scaling.fitting import Fitted
from workbench.analysis.scaling.level_means import LevelMeans
from workbench.analysis.scaling.level_speedups import LevelSpeedup, speedup_over
from workbench.model.nodes import OUT, SAME, UNDECIDED, UNEQUAL, UP, NodeCell, Spread

EQUAL = 1.05
"""Times that differ by less are the same for whoever has to choose."""
ALIKE_SHARES = 0.02
"""Shares of CPUs that differ by less are equal."""
MOST_LAUNCHES = 100
"""More than these nobody measures: then it is not launches that should be added."""


def spreads(cells: Sequence[NodeCell], noise: Fitted | None, confidence: float) -> tuple[Spread, ...]:
    """Every number of workers that stands at several places: the fewest nodes against each other count.

    `noise` is a law's fit, which tells how far places scatter; None leaves the scatter of launches.
    """
    if not cells:
        return ()
    means = means_of_cells(cells)
    return tuple(_spread(cells, means, pair, noise, confidence) for pair in _pairs(cells))


def _pairs(cells: Sequence[NodeCell]) -> Iterator[tuple[int, int]]:
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for index, cell in enumerate(cells):
        groups[cell.workers].append(index)
    for _, members in sorted(groups.items()):
        first, *others = sorted(members, key=lambda index: cells[index].nodes)
        yield from ((first, other) for other in others)


def _spread(
    cells: Sequence[NodeCell], means: LevelMeans, pair: tuple[int, int], noise: Fitted | None, confidence: float
) -> Spread:
    up, out = (cells[index] for index in pair)
    found = speedup_over(cells, means, *pair, noise, confidence)
    low, high = (None if end is None else exp(end) for end in (found.low, found.high))
    verdict = UNEQUAL if _unequal(up, out) else _verdict(found)
    return Spread(
        up.workers,
        (up.nodes, up.workers_per_node),
        (out.nodes, out.workers_per_node),
        found.estimate(exp(found.log_speedup), low, high),
        verdict,
        found.over_levels,
        _launches_needed(found, min(len(up.seconds), len(out.seconds))) if verdict == UNDECIDED else None,
    )


def _unequal(up: NodeCell, out: NodeCell) -> bool:
    if up.cores_each is None or out.cores_each is None:
        return False
    return abs(log(up.cores_each / out.cores_each)) > ALIKE_SHARES


def _verdict(found: LevelSpeedup) -> str:
    if found.kind != "interval" or found.low is None or found.high is None:
        return UNDECIDED
    if max(-found.low, found.high) <= log(EQUAL):
        return SAME
    if found.low > 0:
        return OUT
    return UP if found.high < 0 else UNDECIDED


def _launches_needed(found: LevelSpeedup, launches: int) -> int | None:
    """So many that the interval's half width comes below what it must tell: the effect, or what counts as none."""
    if found.kind != "interval" or found.high is None:
        return MINIMUM_LAUNCHES
    if found.over_levels:
        return None
    half = found.high - found.log_speedup
    size = abs(found.log_speedup)
    least = max(size, log(EQUAL) - size)
    needed = max(launches + 1, ceil(launches * (half / least) ** 2))
    return needed if needed <= MOST_LAUNCHES else None
