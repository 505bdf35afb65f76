"""The places that a case ran at: what was measured on so many nodes with so many workers each. Nothing is fitted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from workbench.model.case import Case
from workbench.model.nodes import NodeCell
from workbench.model.plan import Plan
from workbench.model.trial import OK, TrialRecord

CALLS = ("warmup", "measure")

Place = tuple[int, int]
"""Nodes, workers on all of them."""


@dataclass(frozen=True)
class NodeSeries:
    """One case at its places, the fewest nodes and workers first. `case` is the first of them."""

    case: Case
    cells: tuple[NodeCell, ...]
    launches: Mapping[Place, Sequence[TrialRecord]]

    @property
    def weak(self) -> bool:
        """Whether the work grows with the workers."""
        return bool(self.case.grows)


def same_but_nodes(case: Case) -> Hashable:
    """Equal for cases that differ in nodes and workers only (and in what grows with them)."""
    alone = case.without_workers()
    return replace(alone, resources=replace(alone.resources, nodes=1)).series()


def workers_on_each(case: Case) -> int:
    """Of a case on a cluster."""
    return case.resources.workers // case.resources.nodes


def node_series(plan: Plan, trials: Iterable[TrialRecord]) -> tuple[NodeSeries, ...]:
    """Every case on a cluster that was measured on several numbers of nodes, in the plan's order."""
    on_clusters = {planned.case.id for planned in plan.cases if planned.case.cluster is not None}
    launches: defaultdict[str, list[TrialRecord]] = defaultdict(list)
    for trial in trials:
        if trial.case_id in on_clusters and trial.status == OK and trial.profile is None and _seconds(trial) > 0.0:
            launches[trial.case_id].append(trial)
    groups: defaultdict[Hashable, list[Case]] = defaultdict(list)
    for planned in plan.cases:
        if planned.case.id in launches:
            groups[same_but_nodes(planned.case)].append(planned.case)
    several = (cases for cases in groups.values() if len({case.resources.nodes for case in cases}) > 1)
    return tuple(_series(cases, launches) for cases in several)


def _series(cases: Sequence[Case], launches: Mapping[str, Sequence[TrialRecord]]) -> NodeSeries:
    ordered = sorted(cases, key=lambda case: (case.resources.nodes, case.resources.workers))
    return NodeSeries(
        ordered[0],
        tuple(_cell(case, launches[case.id]) for case in ordered),
        {(case.resources.nodes, case.resources.workers): launches[case.id] for case in ordered},
    )


def _cell(case: Case, launches: Sequence[TrialRecord]) -> NodeCell:
    moved = [found for launch in launches if (found := wire_bytes(launch)) is not None]
    shares = [found for launch in launches if (found := _cores_each(launch, case)) is not None]
    return NodeCell(
        case.resources.nodes,
        workers_on_each(case),
        tuple(map(_seconds, launches)),
        median(sum(phase.seconds for phase in launch.phases if phase.name == "start") for launch in launches),
        median(moved) if len(moved) == len(launches) else None,
        median(shares) if len(shares) == len(launches) else None,
    )


def wire_bytes(launch: TrialRecord) -> float | None:
    """Bytes that its nodes received and sent in one call: at most, since all that was sent meanwhile is in it.

    Bytes are counted over the whole watch, so warm-up calls share them. None where a node's own aren't known.
    """
    moved = [
        node.received_bytes + node.sent_bytes
        for node in launch.nodes
        if node.received_bytes is not None and node.sent_bytes is not None
    ]
    repeats = sum(phase.name in CALLS for phase in launch.phases)
    if not moved or len(moved) < len(launch.nodes) or not repeats:
        return None
    return sum(moved) / (repeats * (launch.calls_per_repeat or 1))


def _cores_each(launch: TrialRecord, case: Case) -> float | None:
    """The least share of CPUs that a worker could have, no more than its threads can use."""
    shares = [node.cores_each for node in launch.nodes]
    known = [share for share in shares if share is not None]
    if not known or len(known) < len(shares):
        return None
    return min(float(case.resources.threads_per_worker), *known)


def _seconds(launch: TrialRecord) -> float:
    return median(launch.wall_seconds) if launch.wall_seconds else 0.0
