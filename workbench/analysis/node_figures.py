"""What cases used of each node of their cluster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import median

from workbench.model.cluster import EngineUse, NodeUse
from workbench.model.node_figures import NodeFigures
from workbench.model.plan import Plan
from workbench.model.trial import OK, TrialRecord


def node_figures(plan: Plan, trials: Iterable[TrialRecord]) -> tuple[NodeFigures, ...]:
    """A row for each case that ran on nodes and each of these, in the plan's order; empty without a cluster."""
    launches: defaultdict[str, list[TrialRecord]] = defaultdict(list)
    for trial in trials:
        if trial.status == OK and (trial.nodes or trial.engine):
            launches[trial.case_id].append(trial)
    return tuple(
        row
        for planned in plan.cases
        if planned.case.id in launches
        for row in _rows(launches[planned.case.id], NodeFigures(planned.case, ""))
    )


def _rows(trials: Sequence[TrialRecord], empty: NodeFigures) -> list[NodeFigures]:
    uses: defaultdict[str, list[NodeUse]] = defaultdict(list)
    counted: defaultdict[str, list[EngineUse]] = defaultdict(list)
    for trial in trials:
        for node in trial.nodes:
            uses[node.name].append(node)
        for use in trial.engine:
            counted[use.node].append(use)
    return [_row(empty, name, uses[name], counted[name]) for name in sorted({*uses, *counted})]


def _row(empty: NodeFigures, name: str, uses: Sequence[NodeUse], counted: Sequence[EngineUse]) -> NodeFigures:
    looks = [{**use.largest, **use.grown} for use in counted if use.samples]
    medians = {each: median(look.get(each, 0.0) for look in looks) for each in sorted(set().union(*looks))}
    return NodeFigures(
        empty.case,
        name,
        _median([use.received_bytes for use in uses]),
        _median([use.sent_bytes for use in uses]),
        next((use.bytes_unavailable for use in uses if use.bytes_unavailable), None),
        {each: value for each, value in medians.items() if value},
        None if looks else next((use.unavailable for use in counted if use.unavailable), None),
    )


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None
