"""Fits over nodes, of a run or of a CSV file with a column `nodes`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from workbench.analysis.nodes.cells import node_series
from workbench.analysis.nodes.inferring import scale_nodes
from workbench.analysis.scaling.csv_levels import ScalingTable
from workbench.analysis.scaling.observations import levels_of
from workbench.model.nodes import NodeCell, NodeScaling
from workbench.model.plan import Plan
from workbench.model.reading import Questions
from workbench.model.trial import TrialRecord
from workbench.reporting import naming


@dataclass(frozen=True)
class FittedNodes:
    """One case over nodes and workers on each. `weak`: its work grows with the workers, so no law of nodes is tried.

    `left_out` are columns of a file that weren't used.
    """

    title: str
    scaling: NodeScaling
    weak: bool = False
    left_out: tuple[str, ...] = ()


def fit_places(plan: Plan, trials: Sequence[TrialRecord], questions: Questions) -> tuple[FittedNodes, ...]:
    """Every case of a run that was measured on several numbers of nodes."""
    series = node_series(plan, trials)
    titles = naming.node_series_names([each.case for each in series])
    return tuple(
        FittedNodes(title, scaled(each.cells, each.weak, questions), each.weak)
        for title, each in zip(titles, series, strict=True)
    )


def fit_table(title: str, table: ScalingTable, questions: Questions) -> FittedNodes:
    """The places of a table that has nodes."""
    weak = table.experiment == "weak"
    cells = [NodeCell(nodes, share, _seconds(table, rows)) for (nodes, share), rows in _places(table).items()]
    return FittedNodes(title, scaled(cells, weak, questions), weak, table.left_out)


def scaled(cells: Sequence[NodeCell], weak: bool, questions: Questions) -> NodeScaling:
    """A law of nodes would have to know how work grew: of weak scaling the series over nodes tell it."""
    return scale_nodes(cells, laws=() if weak else None, questions=questions)


def parts_of(table: ScalingTable) -> Iterator[tuple[str, ScalingTable]]:
    """What a table with nodes holds as series of one axis: nodes with as many workers on each, then within nodes."""
    places = _places(table)
    for share in sorted({each for _, each in places}):
        rows = [row for (_, each), found in places.items() if each == share for row in found]
        yield from _part(table, rows, f"over nodes, {naming.workers(share)} on each")
    for nodes in sorted({count for count, _ in places}):
        rows = [row for (count, _), found in places.items() if count == nodes for row in found]
        yield from _part(table, rows, "1 node" if nodes == 1 else f"{nodes:,} nodes")


def _part(table: ScalingTable, rows: Sequence[int], title: str) -> Iterator[tuple[str, ScalingTable]]:
    workers = tuple(table.workers[row] for row in rows)
    if len(set(workers)) > 1:
        launch = None if table.launch is None else tuple(table.launch[row] for row in rows)
        yield title, replace(table, workers=workers, seconds=tuple(table.seconds[row] for row in rows), launch=launch)


def _places(table: ScalingTable) -> dict[tuple[int, int], list[int]]:
    """Rows by nodes and workers on each."""
    found: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for row, (workers, nodes) in enumerate(zip(table.workers, table.nodes or (), strict=True)):
        found[nodes, workers // nodes].append(row)
    return dict(found)


def _seconds(table: ScalingTable, rows: Sequence[int]) -> tuple[float, ...]:
    launches = None if table.launch is None else [table.launch[row] for row in rows]
    (level,) = levels_of([1] * len(rows), [table.seconds[row] for row in rows], launches)
    return level.seconds
