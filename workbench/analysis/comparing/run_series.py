"""The scaling series of a run: each case that was measured at several worker counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable

from workbench.analysis.case_names import CaseNames
from workbench.analysis.comparing.launches import Launches
from workbench.analysis.comparing.scaling_parameters import Series
from workbench.model.case import Case
from workbench.model.plan import Plan
from workbench.model.scaling import Level


def run_series(plan: Plan, times: Launches) -> tuple[Series, ...]:
    """One Series a case with two worker counts or more; `times` are the run's launches of the metric `time`."""
    seconds: defaultdict[str, list[float]] = defaultdict(list)
    for code, value in zip(times.codes.tolist(), times.values.tolist(), strict=True):
        if value > 0:
            seconds[times.cases[code].key].append(value)
    series: defaultdict[Hashable, list[Case]] = defaultdict(list)
    for planned in plan.cases:
        if planned.case.id in seconds:
            series[planned.case.series()].append(planned.case)
    names = CaseNames(planned.case for planned in plan.cases)
    return tuple(
        Series(
            members[0].without_workers().id,
            names.series(members[0]),
            tuple(Level(_workers(case), tuple(seconds[case.id])) for case in sorted(members, key=_workers)),
        )
        for members in series.values()
        if len(members) > 1
    )


def _workers(case: Case) -> int:
    return case.resources.workers
