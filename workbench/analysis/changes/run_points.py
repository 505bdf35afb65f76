"""Runs as histories: per suite, case and metric the median of the launches of each run, in order of time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from workbench.analysis.changes.run_medians import FOLLOWED, RunMedians
from workbench.model.case import Case
from workbench.model.change import History, Point
from workbench.model.comparison import Metric


def histories_of(runs: Iterable[RunMedians], metrics: Sequence[str], case_id: str | None = None) -> tuple[History, ...]:
    """A history for each suite, case (or just that one) and metric in `runs`, oldest run first; values above 0 only.

    `metrics` are names in FOLLOWED. A case has no point of a run that doesn't have it, or in which no launch of it went
    well.
    """
    points: defaultdict[tuple[str, str, str], list[Point]] = defaultdict(list)
    cases: dict[str, Case] = {}
    measures: dict[tuple[str, str, str], Metric] = {}
    for run in sorted(runs, key=lambda run: (run.created_at, run.run_id)):
        for each, place in _places(run, case_id):
            cases[each] = run.cases[place]
            for name, measure, value in _values(run, place, metrics):
                key = (run.suite, each, name)
                measures.setdefault(key, measure)
                points[key].append(_point(run, place, value))
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


def _point(run: RunMedians, place: int, value: float) -> Point:
    return Point(
        revision=run.revision,
        value=value,
        launches=run.launches[place],
        at=run.created_at,
        machine=run.machine_id,
        versions={**run.versions[place], **run.run_versions},
        run_id=run.run_id,
    )
