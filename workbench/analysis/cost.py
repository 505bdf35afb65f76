"""COST: how many cores each backend needs to beat the best serial solver at equal quality.

McSherry, Isard & Murray, Scalability! But at what COST? (HotOS 2015): the configuration that outperforms a single
thread. A system may scale well and still need many cores to be worth having.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from workbench.analysis.baselines import is_serial
from workbench.model.case import Case
from workbench.model.cost import BEATS, NONE_MEASURED, NOT_TOLD, BackendCost, Configuration, Cost
from workbench.model.device import cards_of
from workbench.model.summary import CaseSummary


def cost(rows: Sequence[CaseSummary]) -> Cost | None:
    """COST of every backend among the cases of one workload with the same parameters.

    Only cases that are held against a serial one count (`speedup_over_serial`): those of equal quality. Those on cards
    have their own comparison, with all cores: one core beside a card tells nothing of cores. A ratio
    decides by its interval; one without (fewer than 4 launches) decides nothing. None where no serial solver was
    measured, or nothing beside it.
    """
    compared = [
        row
        for row in rows
        if row.seconds is not None and row.speedup_over_serial is not None and not cards_of(row.case.resources.device)
    ]
    serial = [row for row in compared if is_serial(row.case)]
    systems: defaultdict[str, list[Configuration]] = defaultdict(list)
    for row in compared:
        if not is_serial(row.case) and row.seconds is not None and row.speedup_over_serial is not None:
            systems[row.case.backend].append(
                Configuration(row.case, cores(row.case), row.seconds, row.speedup_over_serial)
            )
    base = min(serial, key=lambda row: row.seconds.value if row.seconds else 0.0, default=None)
    if base is None or base.seconds is None or not systems:
        return None
    return Cost(base.case, base.seconds, tuple(_judged(system, found) for system, found in systems.items()))


def cores(case: Case) -> int:
    """How many cores a configuration is made for, on all its nodes."""
    resources = case.resources
    return resources.workers * resources.threads_per_worker


def _judged(system: str, found: Sequence[Configuration]) -> BackendCost:
    ordered = tuple(sorted(found, key=lambda each: (each.cores, each.seconds.value)))
    winner = next((each for each in ordered if _beats(each)), None)
    below = [each for each in ordered if winner is None or each.cores < winner.cores]
    open_cores = tuple(dict.fromkeys(each.cores for each in below if not _loses(each)))
    if winner is not None:
        return BackendCost(system, BEATS, ordered, winner, open_cores)
    return BackendCost(system, NOT_TOLD if open_cores else NONE_MEASURED, ordered, None, open_cores)


def _beats(each: Configuration) -> bool:
    return each.ratio.kind == "interval" and each.ratio.low is not None and each.ratio.low > 1.0


def _loses(each: Configuration) -> bool:
    """Known to be no faster."""
    return each.ratio.kind == "interval" and each.ratio.high is not None and each.ratio.high <= 1.0
