"""Time over nodes, a colour for each number of workers on a node: launches, and the law that may be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workbench.model.nodes import NodeScaling, NodeSection
from workbench.reporting import naming
from workbench.reporting.charts.theme import (
    COUNT_LABELS,
    SECONDS_LABELS,
    color,
    layered,
    legend_height,
    log_axis,
    rows,
    shape,
    title,
)
from workbench.reporting.escaping import shortened
from workbench.reporting.series import Row

DASHES = {"law": [1, 0], "beyond": [6, 4]}


def launch_rows(scaling: NodeScaling) -> list[Row]:
    """A row a launch, in base units."""
    return [
        {"nodes": cell.nodes, "workers": cell.workers, "each": _each(cell.workers_per_node), "seconds": seconds}
        for cell in scaling.cells
        for seconds in cell.seconds
    ]


def law_rows(scaling: NodeScaling) -> list[Row]:
    """The selected law at each number of nodes with its ends; none where no law may be trusted."""
    most = max(cell.nodes for cell in scaling.cells)
    found: list[Row] = []
    for point in scaling.points:
        row: Row = {
            "each": _each(point.workers_per_node),
            "nodes": point.nodes,
            "seconds": point.seconds.value,
            "low": point.seconds.low,
            "high": point.seconds.high,
        }
        if not point.extrapolated:
            found.append({**row, "line": "law"})
        # The most nodes measured belong to both lines, which meet there.
        if point.nodes >= most:
            found.append({**row, "line": "beyond"})
    return found


def nodes_chart(section: NodeSection, height: int = 380) -> Any:
    """Returns an altair.LayerChart on logarithmic axes; its title is the first thing that the section says."""
    scaling = section.scaling
    dots, lines = launch_rows(scaling), law_rows(scaling)
    names = tuple(_each(share) for share in sorted({cell.workers_per_node for cell in scaling.cells}))
    told = "dots: launches; lines: the law, dashed beyond what was measured" if lines else "dots: launches"
    layers = [_lines(lines, dots, names, kind) for kind in DASHES]
    return layered([*layers, _dots(dots, lines, names)]).properties(
        title=title(shortened(section.sentences[0], 200), told),
        height=height + legend_height(names),
        width="container",
    )


def _each(workers: int) -> str:
    return f"{naming.workers(workers)} on each node"


def _lines(lines: Sequence[Row], dots: Sequence[Row], names: tuple[str, ...], kind: str) -> Any:
    import altair as alt

    return (
        alt.Chart(rows([row for row in lines if row["line"] == kind]))
        .mark_line(strokeWidth=2, strokeDash=DASHES[kind])
        .encode(_x(dots, lines), _y(dots, lines), color=color("each", names), detail=alt.Detail("each:N"))
    )


def _dots(dots: Sequence[Row], lines: Sequence[Row], names: tuple[str, ...]) -> Any:
    import altair as alt

    return (
        alt.Chart(rows(list(dots)))
        .mark_point(filled=True, size=60)
        .encode(
            _x(dots, lines),
            _y(dots, lines),
            color=color("each", names),
            shape=shape("each", names),
            tooltip=[alt.Tooltip("each:N"), alt.Tooltip("nodes:Q"), alt.Tooltip("seconds:Q", format=".4~g")],
        )
    )


def _x(dots: Sequence[Row], lines: Sequence[Row]) -> Any:
    import altair as alt

    counts = sorted({int(row["nodes"] or 0) for row in (*dots, *lines)})
    axis = alt.Axis(values=counts, labelExpr=COUNT_LABELS, labelOverlap="greedy")
    return alt.X("nodes:Q", title="nodes", scale=alt.Scale(type="log", base=2, nice=False, padding=16), axis=axis)


def _y(dots: Sequence[Row], lines: Sequence[Row]) -> Any:
    import altair as alt

    axis = log_axis([float(row["seconds"] or 0.0) for row in (*dots, *lines)], SECONDS_LABELS)
    return alt.Y("seconds:Q", title="time", scale=alt.Scale(type="log", nice=False, padding=16), axis=axis)
