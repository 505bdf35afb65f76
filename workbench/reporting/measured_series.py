"""Which cases of a run were measured at several worker counts, and what was measured of each: nothing is fitted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from workbench.analysis.nodes.cells import same_but_nodes, workers_on_each
from workbench.model.case import Case
from workbench.model.plan import Plan, PlannedCase
from workbench.model.scaling import Level
from workbench.model.trial import OK, TrialRecord
from workbench.reporting import naming


@dataclass(frozen=True)
class MeasuredSeries:
    """One case at its worker counts, rising. `case` is the one with the fewest workers, `launches` those that went
    well, by worker count; `known_serial_fraction` is what its workload says, if it does and work does not grow. On a
    cluster there is one for each number of nodes, and one `over_nodes` for each number of workers on a node."""

    title: str
    case: Case
    levels: tuple[Level, ...]
    launches: Mapping[int, Sequence[TrialRecord]]
    known_serial_fraction: float | None = None
    over_nodes: bool = False

    @property
    def experiment(self) -> str:
        """`weak` where work grows with the workers, else `strong`."""
        return "weak" if self.case.grows else "strong"


def measured_series(plan: Plan, trials: Iterable[TrialRecord]) -> tuple[MeasuredSeries, ...]:
    """One series for each case that was measured at two worker counts or more, in the plan's order.

    A paced load has none: more workers leave its seconds as they are.
    """
    launches: defaultdict[str, list[TrialRecord]] = defaultdict(list)
    for trial in trials:
        if trial.status == OK and _seconds(trial) > 0:
            launches[trial.case_id].append(trial)
    series: defaultdict[tuple[bool, Hashable], list[PlannedCase]] = defaultdict(list)
    for planned in plan.cases:
        if planned.case.id in launches and not planned.paced:
            series[False, planned.case.series()].append(planned)
            if planned.case.cluster is not None:
                series[True, (same_but_nodes(planned.case), workers_on_each(planned.case))].append(planned)
    grown = {key: members for key, members in series.items() if len(members) > 1}
    over_nodes = [over for over, _ in grown]
    titles = naming.series_names([members[0].case for members in grown.values()], over_nodes)
    return tuple(
        _series(title, members, launches, over)
        for title, members, over in zip(titles, grown.values(), over_nodes, strict=True)
    )


def _series(
    title: str, members: Sequence[PlannedCase], launches: Mapping[str, Sequence[TrialRecord]], over_nodes: bool
) -> MeasuredSeries:
    ordered = sorted(members, key=lambda planned: planned.case.resources.workers)
    first = ordered[0]
    found = {planned.case.resources.workers: launches[planned.case.id] for planned in ordered}
    levels = tuple(
        Level(planned.case.resources.workers, tuple(map(_seconds, launches[planned.case.id]))) for planned in ordered
    )
    # The known share is of the same work at every level; where work grows, its serial part grows with it.
    known = None if first.case.grows else first.known_serial_fraction
    return MeasuredSeries(title, first.case, levels, found, known, over_nodes)


def _seconds(launch: TrialRecord) -> float:
    """The launch's value: the median of its timed calls."""
    return median(launch.wall_seconds) if launch.wall_seconds else 0.0
