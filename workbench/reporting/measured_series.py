"""Which cases of a run were measured at several worker counts, and what was measured of each: nothing is fitted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from workbench.model.case import Case
from workbench.model.plan import Plan, PlannedCase
from workbench.model.scaling import Level
from workbench.model.trial import OK, TrialRecord
from workbench.reporting import naming


@dataclass(frozen=True)
class MeasuredSeries:
    """One case at its worker counts, rising. `case` is the one with the fewest workers, `launches` those that went
    well, by worker count; `known_serial_fraction` is what its workload says, if it does and work does not grow."""

    title: str
    case: Case
    levels: tuple[Level, ...]
    launches: Mapping[int, Sequence[TrialRecord]]
    known_serial_fraction: float | None = None

    @property
    def experiment(self) -> str:
        """`weak` where work grows with the workers, else `strong`."""
        return "weak" if self.case.grows else "strong"


def measured_series(plan: Plan, trials: Iterable[TrialRecord]) -> tuple[MeasuredSeries, ...]:
    """One series for each case that was measured at two worker counts or more, in the plan's order."""
    launches: defaultdict[str, list[TrialRecord]] = defaultdict(list)
    for trial in trials:
        if trial.status == OK and _seconds(trial) > 0:
            launches[trial.case_id].append(trial)
    series: defaultdict[Hashable, list[PlannedCase]] = defaultdict(list)
    for planned in plan.cases:
        if planned.case.id in launches:
            series[planned.case.series()].append(planned)
    grown = [members for members in series.values() if len(members) > 1]
    titles = naming.series_names([members[0].case for members in grown])
    return tuple(_series(title, members, launches) for title, members in zip(titles, grown, strict=True))


def _series(
    title: str, members: Sequence[PlannedCase], launches: Mapping[str, Sequence[TrialRecord]]
) -> MeasuredSeries:
    ordered = sorted(members, key=lambda planned: planned.case.resources.workers)
    first = ordered[0]
    found = {planned.case.resources.workers: launches[planned.case.id] for planned in ordered}
    levels = tuple(
        Level(planned.case.resources.workers, tuple(map(_seconds, launches[planned.case.id]))) for planned in ordered
    )
    # The known share is of the same work at every level; where work grows, its serial part grows with it.
    known = None if first.case.grows else first.known_serial_fraction
    return MeasuredSeries(title, first.case, levels, found, known)


def _seconds(launch: TrialRecord) -> float:
    """The launch's value: the median of its timed calls."""
    return median(launch.wall_seconds) if launch.wall_seconds else 0.0
