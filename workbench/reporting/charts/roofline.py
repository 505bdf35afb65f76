"""The roofline: operations a second over operations a byte, under what memory and arithmetic allow at best."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from workbench.analysis.case_names import CaseNames, counted
from workbench.model.roofline import CARD, RooflinePoint
from workbench.reporting import figures
from workbench.reporting.charts.theme import GREY, color, layered, legend_height, log_axis, rows, shape, title
from workbench.reporting.escaping import shortened
from workbench.reporting.rooflines import sentence
from workbench.reporting.series import Row

OPERATIONS_LABELS = (
    "datum.value >= 1e12 ? format(datum.value / 1e12, '~r') + ' TFLOP/s' : datum.value >= 1e9 ? "
    "format(datum.value / 1e9, '~r') + ' GFLOP/s' : format(datum.value / 1e6, '~r') + ' MFLOP/s'"
)
INTENSITY_LABELS = "format(datum.value, '~g')"
BESIDE = 4.0
"""How far the roofs go on either side of the points."""


def roofline_rows(points: Sequence[RooflinePoint]) -> list[Row]:
    """A row for each point that declares both, in base units."""
    names = CaseNames(point.case for point in points)
    return [
        {
            "case": shortened(names.full(point.case), 80),
            "solver": shortened(point.case.solver_title or point.case.workload_title, 40),
            "operations per byte": point.operations_per_byte,
            "operations per second": point.operations_per_second,
            "share of the roof": figures.estimate(point.reached, figures.SHARE),
            "told": sentence(point),
            "roof": _roof_name(point),
        }
        for point in points
        if point.operations_per_byte and point.operations_per_second
    ]


def roofline_chart(points: Sequence[RooflinePoint], height: int = 380) -> Any:
    """Returns an altair.LayerChart: each case a mark, each roof a line with its name, on logarithmic axes."""
    marks = roofline_rows(points)
    names = tuple(dict.fromkeys(str(row["solver"]) for row in marks))
    roofs = _roofs([point for point in points if point.operations_per_byte])
    best = max(points, key=lambda point: point.reached.value)
    told = f"{shortened(best.case.solver_title or best.case.workload_title, 40)} is {sentence(best)}"
    return layered([_lines(roofs), _labels(roofs), _points(marks, roofs, names)]).properties(
        title=title(told, "lines: what this machine was measured to do at best"),
        height=height + legend_height(names),
        width="container",
    )


def _roof_name(point: RooflinePoint) -> str:
    resources = point.case.resources
    unit = resources.device if point.of == CARD else counted(resources.workers * resources.threads_per_worker, "core")
    return f"{point.precision or ''} on {unit}".strip()


def _roofs(points: Sequence[RooflinePoint]) -> list[Row]:
    """Three corners a roof: where it starts, where memory stops to be what binds, where it ends."""
    intensities = [point.operations_per_byte or 1.0 for point in points]
    found: dict[str, list[Row]] = {}
    for point in points:
        most, moved = point.ceiling_operations_per_second, point.ceiling_bytes_per_second
        if most is None or moved is None or _roof_name(point) in found:
            continue
        ridge = most / moved
        ends = min(ridge, *intensities) / BESIDE, max(ridge, *intensities) * BESIDE
        found[_roof_name(point)] = [
            {"roof": _roof_name(point), "at": at, "most": min(most, at * moved), "last": at == ends[1]}
            for at in (ends[0], ridge, ends[1])
        ]
    return [row for rows_of_one in found.values() for row in rows_of_one]


def _lines(roofs: list[Row]) -> Any:
    import altair as alt

    return (
        alt.Chart(rows(roofs))
        .mark_line(color=GREY, strokeWidth=2)
        .encode(_x(roofs, "at"), _y(roofs, "most"), detail=alt.Detail("roof:N"))
    )


def _labels(roofs: list[Row]) -> Any:
    import altair as alt

    return (
        alt.Chart(rows([row for row in roofs if row["last"]]))
        .mark_text(align="right", dy=-8, color=GREY)
        .encode(_x(roofs, "at"), _y(roofs, "most"), text=alt.Text("roof:N"))
    )


def _points(marks: list[Row], roofs: list[Row], names: tuple[str, ...]) -> Any:
    import altair as alt

    tooltip = [
        alt.Tooltip("case:N"),
        alt.Tooltip("told:N", title="roofline"),
        alt.Tooltip("operations per byte:Q", format=".3~g"),
        alt.Tooltip("operations per second:Q", format=".3~s"),
    ]
    return (
        alt.Chart(rows(marks))
        .mark_point(filled=True, size=90)
        .encode(
            _x(roofs, "operations per byte"),
            _y(roofs, "operations per second"),
            color=color("solver", names),
            shape=shape("solver", names),
            tooltip=tooltip,
        )
    )


def _x(roofs: list[Row], field: str) -> Any:
    import altair as alt

    axis = log_axis(_positive(roofs, "at"), INTENSITY_LABELS)
    return alt.X(f"{field}:Q", title="operations per byte", scale=alt.Scale(type="log", nice=False), axis=axis)


def _y(roofs: list[Row], field: str) -> Any:
    import altair as alt

    axis = log_axis(_positive(roofs, "most"), OPERATIONS_LABELS)
    scale = alt.Scale(type="log", nice=False, padding=16)
    return alt.Y(f"{field}:Q", title="operations per second", scale=scale, axis=axis)


def _positive(roofs: list[Row], field: str) -> list[float]:
    values = [float(row[field] or 0.0) for row in roofs]
    return [value for value in values if value > 0 and math.isfinite(value)]
