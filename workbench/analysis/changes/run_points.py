"""Runs as histories: per suite, case and metric the median of the launches of each run, in order of time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from workbench.analysis.summary import summarise
from workbench.model.case import Case
from workbench.model.change import History, Point
from workbench.model.comparison import METRICS, Metric
from workbench.model.run import RunHeader
from workbench.model.summary import CaseSummary
from workbench.model.trial import OK, TrialRecord

HASH_DIGITS = 12


def _time(row: CaseSummary) -> float | None:
    return None if row.seconds is None else row.seconds.value


def _peak_memory(row: CaseSummary) -> float | None:
    return None if row.memory is None else float(row.memory.low_bytes)


def _score(row: CaseSummary) -> float | None:
    return None if row.score is None else row.score.value


READINGS: Mapping[str, Callable[[CaseSummary], float | None]] = {
    "time": _time,
    "peak_memory": _peak_memory,
    "cpu_seconds": lambda row: row.cpu_seconds,
    "start_up": lambda row: row.start_seconds,
    "score": _score,
}
"""How a metric is read off a case's summary, by its name; None where it wasn't recorded, NaN never."""
FOLLOWED: Mapping[str, Metric] = {metric.name: metric for metric in METRICS if metric.name in READINGS}


@dataclass(frozen=True)
class RunResult:
    """A run, with the trials that summaries need (model.trial.TrialRecord, or what has its attributes)."""

    header: RunHeader
    trials: Sequence[TrialRecord]


def histories_of(results: Iterable[RunResult], metrics: Sequence[str]) -> tuple[History, ...]:
    """A history for each suite, case and metric that `results` hold, oldest run first; values above 0 only.

    `metrics` are names in FOLLOWED. A case has no point of a run that doesn't have it, or in which no launch of it went
    well.
    """
    points: defaultdict[tuple[str, str, str], list[Point]] = defaultdict(list)
    cases: dict[str, Case] = {}
    measures: dict[tuple[str, str, str], Metric] = {}
    for result in sorted(results, key=lambda result: (result.header.created_at, result.header.run_id)):
        versions = _versions(result)
        for row in summarise(result.header.plan, result.trials):
            cases[row.case.id] = row.case
            for name, measure, value in _values(row, metrics):
                key = (result.header.plan.name, row.case.id, name)
                measures.setdefault(key, measure)
                points[key].append(_point(result.header, row, value, versions.get(row.case.id, {})))
    return tuple(
        History(cases[case_id].label(), measures[key], tuple(found), suite=suite, case_id=case_id)
        for key, found in points.items()
        for suite, case_id in [key[:2]]
    )


def _values(row: CaseSummary, metrics: Sequence[str]) -> Iterator[tuple[str, Metric, float]]:
    for name in metrics:
        value = READINGS[name](row)
        if value is None or not 0 < value < float("inf"):
            continue
        measure = FOLLOWED[name]
        if name == "score" and row.score is not None:
            measure = replace(measure, title=row.score.name, higher_is_better=row.score.higher_is_better)
        yield name, measure, float(value)


def _point(header: RunHeader, row: CaseSummary, value: float, versions: Mapping[str, str]) -> Point:
    return Point(
        revision=_revision(header),
        value=value,
        launches=row.statuses.get(OK, 0),
        at=header.created_at,
        machine=header.machine.id,
        versions={**versions, "kernel": header.machine.kernel, "workbench": header.workbench_version},
        run_id=header.run_id,
    )


def _revision(header: RunHeader) -> str:
    """The commit; the run's own id where there is none. Uncommitted changes make it another revision."""
    if header.revision is None:
        return header.run_id
    return header.revision.commit[:HASH_DIGITS] + ("-dirty" if header.revision.dirty else "")


def _versions(result: RunResult) -> dict[str, dict[str, str]]:
    """By case what its trials ran on, as far as they told."""
    found: dict[str, dict[str, str]] = {}
    for trial in result.trials:
        if trial.status == OK:
            found.setdefault(trial.case_id, {}).update(trial.versions)
    return found
