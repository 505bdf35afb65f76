"""Metrics that only all launches tell together: how a case scales."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from workbench.errors import NothingToDecide
from workbench.model.comparison import REGRESSIONS, Comparison, Settings
from workbench.model.finding import Finding
from workbench.model.gate import CheckedCase, GateRule
from workbench.reporting.sides import compare_sides, side_of_run
from workbench.sessions.checking.cases import CheckedLaunches, metric_named
from workbench.sessions.checking.compared import compared_row
from workbench.store.reader import RunRows, read_rows

SCALING = ("serial_fraction", "efficiency")


@dataclass(frozen=True)
class Folders:
    """Where the runs of both sides are kept."""

    base: str
    head: str


def rows_together(
    folders: Folders,
    cases: Sequence[CheckedLaunches],
    metrics: Sequence[str],
    rule: GateRule,
    more: Callable[[set[str]], None],
) -> tuple[CheckedCase, ...]:
    """A row for each of `metrics` in SCALING and each series that the stored launches tell it of.

    Where a case scales worse, `more` launches the cases of its series afresh; those launches alone must show it again.
    """
    wanted = tuple(name for name in metrics if name in SCALING)
    settings = Settings(rule.margin, rule.confidence, rule.margins, interleaved=True, metrics=wanted)
    first = _compared(folders, settings, {})
    worse = {each.case_id for each in first if each.verdict in REGRESSIONS}
    fresh: dict[tuple[str, str], Comparison] = {}
    if worse:
        ids = {each.planned.case.id for each in cases if each.planned.case.without_workers().id in worse}
        seen = {each.planned.case.id: len(each.pairs) for each in cases}
        more(ids)
        again = _compared(folders, settings, seen)
        fresh = {(each.case_id, each.metric.name): each for each in again}
    return tuple(_row(each, fresh.get((each.case_id, each.metric.name)), rule) for each in first)


def untold_metrics(metrics: Sequence[str], rows: Sequence[CheckedCase]) -> Iterator[Finding]:
    """A finding on each of `metrics` in SCALING that the launches didn't tell."""
    told = {row.metric.name for row in rows}
    for name in SCALING:
        if name in metrics and name not in told:
            title = metric_named(name).title
            message = (
                f"No {title} could be told: that takes a case at several worker counts, launched well on both sides."
            )
            yield Finding("warning", "no_scaling", message)


def _compared(folders: Folders, settings: Settings, seen: Mapping[str, int]) -> tuple[Comparison, ...]:
    """What the launches after those already `seen` (by case id) come to."""
    if not settings.metrics:
        return ()
    base, head = (side_of_run(_after(read_rows(folder), seen)) for folder in (folders.base, folders.head))
    try:
        return compare_sides(base, head, settings).comparisons
    except NothingToDecide:
        return ()


def _after(run: RunRows, seen: Mapping[str, int]) -> RunRows:
    return replace(run, trials=tuple(trial for trial in run.trials if trial.launch > seen.get(trial.case_id, 0)))


def _row(found: Comparison, fresh: Comparison | None, rule: GateRule) -> CheckedCase:
    gate = rule.gate_of(found.metric.name)
    return compared_row(found, gate, fresh, lambda again: _worse_again(again, rule))


def _worse_again(fresh: Comparison, rule: GateRule) -> bool:
    """Whether fresh launches alone point the same way, by the margin or more."""
    if fresh.ratio is None:
        return False
    value = 1.0 / fresh.ratio.value if fresh.metric.higher_is_better else fresh.ratio.value
    return value >= 1.0 + rule.margin_of(fresh.metric.name)
