"""One measure's history: the steps of each machine by itself, in words a person needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from workbench.analysis.changes.detectable import detectable_change
from workbench.analysis.changes.marks import marks_of
from workbench.analysis.changes.segmentation import LEVEL, find_steps
from workbench.analysis.changes.step import LEAST_VALUES, Step
from workbench.model.change import SAME_REVISION, VERSION, ChangePoint, History, Mark, Point
from workbench.model.comparison import Metric
from workbench.model.estimate import Estimate
from workbench.model.finding import Finding

MARGIN = 0.02
"""The smallest change that matters."""


def trace(history: History, margin: float = MARGIN) -> History:
    """The history with its change points of at least `margin`, its marks and what spoils it.

    Values must be positive. Points are compared within one machine only; false alarms are at most `LEVEL` a history,
    shared among its machines by their points. Any changes that `history` has are forgotten.
    """
    points = history.points
    marks = marks_of(points)
    machines = _by_machine(points)
    enough = [indices for indices in machines if len(indices) >= LEAST_VALUES]
    tested = sum(map(len, enough))
    found = [
        change
        for indices in enough
        for change in _changes(points, indices, marks, history.measure, LEVEL * len(indices) / tested)
    ]
    mattering = [change for change in found if max(change.ratio.value, 1.0 / change.ratio.value) >= 1.0 + margin]
    findings = (*history.findings, *_findings(points, machines, enough, len(found) - len(mattering), margin))
    return replace(
        history,
        changes=tuple(sorted(mattering, key=lambda change: change.index)),
        marks=marks,
        findings=findings,
        tested=bool(enough),
        detectable_ratio=None if found else _detectable(points, enough, tested),
    )


def _detectable(points: Sequence[Point], enough: Sequence[Sequence[int]], tested: int) -> float | None:
    longest = max(enough, key=len, default=())
    if not longest:
        return None
    change = detectable_change(np.log([points[index].value for index in longest]), LEVEL * len(longest) / tested)
    return None if change is None else float(np.exp(change))


def _by_machine(points: Sequence[Point]) -> list[list[int]]:
    machines: dict[str | None, list[int]] = {}
    for index, point in enumerate(points):
        machines.setdefault(point.machine, []).append(index)
    return list(machines.values())


def _changes(
    points: Sequence[Point], indices: Sequence[int], marks: Sequence[Mark], measure: Metric, level: float
) -> Iterator[ChangePoint]:
    steps = find_steps(np.log([points[index].value for index in indices]), level)
    ends = [0, *(step.place for step in steps), len(indices)]
    for order, step in enumerate(steps):
        compared = indices[ends[order] : ends[order + 2]]
        yield _change_point(points, indices, step, compared, marks, measure)


def _change_point(
    points: Sequence[Point],
    indices: Sequence[int],
    step: Step,
    compared: Sequence[int],
    marks: Sequence[Mark],
    measure: Metric,
) -> ChangePoint:
    low, value, high = np.exp([step.low, step.change, step.high]).tolist()
    first = points[indices[step.place]]
    last_good, first_bad = indices[step.earliest - 1], indices[step.latest]
    return ChangePoint(
        index=indices[step.place],
        revision=first.revision,
        verdict=_verdict(value, measure),
        ratio=Estimate(value, low, high, confidence=step.confidence, count=len(compared)),
        p_value=step.p_value,
        last_good=points[last_good].revision,
        first_bad=points[first_bad].revision,
        compared_from=compared[0],
        compared_to=compared[-1] + 1,
        at=first.at,
        autocorrelation=step.autocorrelation,
        explained_by=tuple(_explanations(points, last_good, first_bad, marks)),
    )


def _explanations(points: Sequence[Point], last_good: int, first_bad: int, marks: Sequence[Mark]) -> Iterator[str]:
    """What was new with a point after the last good one, on the same machine."""
    machine = points[first_bad].machine
    for mark in marks:
        if mark.kind == VERSION and last_good < mark.index <= first_bad and points[mark.index].machine == machine:
            yield mark.text
    if points[last_good].revision == points[first_bad].revision:
        yield SAME_REVISION


def _verdict(ratio: float, measure: Metric) -> str:
    if measure.tells_speed:
        return "slower" if ratio > 1 else "faster"
    return "better" if (ratio > 1) == measure.higher_is_better else "worse"


def _findings(
    points: Sequence[Point],
    machines: Sequence[Sequence[int]],
    enough: Sequence[Sequence[int]],
    small: int,
    margin: float,
) -> Iterator[Finding]:
    short = [indices for indices in machines if len(indices) < LEAST_VALUES]
    if short and enough:
        count = sum(map(len, short))
        yield Finding(
            "info",
            "few_of_a_machine",
            f"{count} of {len(points)} revisions are from machines with fewer than {LEAST_VALUES} of them each: "
            "they are shown, but compared with nothing",
        )
    if not enough:
        most = max(map(len, machines), default=0)
        yield Finding(
            "warning",
            "too_few_revisions",
            f"{most} revisions of one machine are too few to tell a new level from noise: it takes {LEAST_VALUES}",
            "Measure more revisions on one machine.",
        )
    if small:
        yield Finding(
            "info",
            "small_changes",
            f"{small} change{'' if small == 1 else 's'} of less than {100 * margin:g} % left out",
            "To see them, lower the margin.",
        )
