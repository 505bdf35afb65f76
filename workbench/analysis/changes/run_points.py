"""Runs as histories: per suite, case and metric the median of the launches of each run, in order of time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from workbench.analysis.changes.run_medians import FOLLOWED, RunMedians
from workbench.model.case import Case
from workbench.model.change import History, Point
from workbench.model.comparison import Metric
from workbench.model.run import RunHeader

HASH_DIGITS = 12


def histories_of(runs: Iterable[RunMedians], metrics: Sequence[str], case_id: str | None = None) -> tuple[History, ...]:
    """A history for each suite, case (or just that one) and metric in `runs`, oldest run first; values above 0 only.

    `metrics` are names in FOLLOWED. A case has no point of a run that doesn't have it, or in which no launch of it went
    well.
    """
    points: defaultdict[tuple[str, str, str], list[Point]] = defaultdict(list)
    cases: dict[str, Case] = {}
    measures: dict[tuple[str, str, str], Metric] = {}
    for run in sorted(runs, key=lambda run: (run.header.created_at, run.header.run_id)):
        suite, revision = run.header.plan.name, revision_of(run.header)
        for each, place in _places(run, case_id):
            cases[each] = run.cases[place]
            for name, measure, value in _values(run, place, metrics):
                key = (suite, each, name)
                measures.setdefault(key, measure)
                points[key].append(_point(run, place, revision, value))
    return tuple(
        History(cases[key[1]].label(), measures[key], tuple(found), suite=key[0], case_id=key[1])
        for key, found in points.items()
    )


def _places(run: RunMedians, case_id: str | None) -> Iterable[tuple[str, int]]:
    if case_id is None:
        return run.places.items()
    return ((case_id, run.places[case_id]),) if case_id in run.places else ()


def _values(run: RunMedians, place: int, metrics: Sequence[str]) -> Iterator[tuple[str, Metric, float]]:
    for name in metrics:
        value = run.values[name][place]
        if value is None or not 0 < value < float("inf"):
            continue
        measure, score = FOLLOWED[name], run.scores[place]
        if name == "score" and score is not None:
            measure = replace(measure, title=score.name, higher_is_better=score.higher_is_better)
        yield name, measure, float(value)


def _point(run: RunMedians, place: int, revision: str, value: float) -> Point:
    header = run.header
    return Point(
        revision=revision,
        value=value,
        launches=run.launches[place],
        at=header.created_at,
        machine=header.machine.id,
        versions={**run.versions[place], "kernel": header.machine.kernel, "workbench": header.workbench_version},
        run_id=header.run_id,
    )


def revision_of(header: RunHeader) -> str:
    """The commit; the run's own id where there is none. Uncommitted changes make it another revision."""
    if header.revision is None:
        return header.run_id
    return header.revision.commit[:HASH_DIGITS] + ("-dirty" if header.revision.dirty else "")
