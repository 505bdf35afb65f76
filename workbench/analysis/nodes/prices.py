"""What one fit costs where nodes are paid for by the second, whole, whatever their workers do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from workbench.analysis.answers.costs import money, payable_runs, told_runs
from workbench.analysis.case_times import case_times, estimates
from workbench.analysis.groups import Groups
from workbench.model.estimate import Estimate
from workbench.model.nodes import NodeCell
from workbench.model.reading import Questions, Reading
from workbench.model.units import format_seconds

CODE = "cheapest_nodes"


@dataclass(frozen=True)
class PlaceCost:
    """`node_seconds` of one fit, start-up and provisioning included."""

    cell: NodeCell
    node_seconds: Estimate
    takes_seconds: float


def cell_seconds(cell: NodeCell) -> Estimate:
    """The median of a place's launches, with interval or range."""
    found = estimates(case_times(Groups(np.zeros(len(cell.seconds), dtype=np.intp), 1), np.array(cell.seconds)))[0]
    assert found is not None, "a place has at least one launch"
    return found


def place_cost(cell: NodeCell, provision_seconds: float = 0.0) -> PlaceCost:
    """Node-seconds of one fit at a place: nodes × (provisioning + start-up + the call)."""
    seconds = cell_seconds(cell)
    paid = provision_seconds + (cell.start_seconds or 0.0)
    low, high = (None if end is None else cell.nodes * (end + paid) for end in (seconds.low, seconds.high))
    total = replace(seconds, value=cell.nodes * (seconds.value + paid), low=low, high=high)
    return PlaceCost(cell, total, seconds.value + paid)


def cheapest_place(cells: Sequence[NodeCell], questions: Questions, price_per_node_second: float) -> Reading:
    """The measured place that costs least, of those that meet the deadline where one was given."""
    costs = [place_cost(cell, questions.provision_seconds) for cell in cells]
    deadline = questions.deadline_seconds
    allowed = [each for each in costs if deadline is None or each.takes_seconds <= deadline]
    if not allowed:
        return Reading(CODE, f"No place that was measured meets the deadline{_started(cells[0])}.")
    best = min(allowed, key=lambda each: each.node_seconds.value)
    runs = payable_runs(price_per_node_second * best.node_seconds.value)
    low, value, high = (
        "∞" if end is None else money(runs * price_per_node_second * end)
        for end in (best.node_seconds.low, best.node_seconds.value, best.node_seconds.high)
    )
    within = "" if deadline is None else " within the deadline"
    told = (
        f"{told_place(best.cell)} cost{'s' if best.cell.nodes == 1 else ''} least{within}: {value} [{low}, {high}] for "
        f"{told_runs(runs)} {format_seconds(best.takes_seconds)}{_started(best.cell)}."
    )
    nodes = Estimate(float(best.cell.nodes), None, None, "point", None, len(cells))
    return Reading(CODE, told, nodes)


def _started(cell: NodeCell) -> str:
    return "" if cell.start_seconds is None else ", start-up included"


def told_place(cell: NodeCell) -> str:
    """`2 nodes with 1 worker each`."""
    nodes = "1 node" if cell.nodes == 1 else f"{cell.nodes:,} nodes"
    share = "1 worker" if cell.workers_per_node == 1 else f"{cell.workers_per_node:,} workers"
    return f"{nodes} with {share}{' each' if cell.nodes > 1 else ''}"
