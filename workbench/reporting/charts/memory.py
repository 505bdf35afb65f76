"""Peak memory over the size of the data: what was measured, the law, and where the memory there is ends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from workbench.model.sizes import DATA
from workbench.reporting import figures
from workbench.reporting.charts.theme import (
    BYTES_LABELS,
    COUNT_LABELS,
    GREY,
    PALETTE,
    color,
    layered,
    legend_height,
    log_axis,
    rows,
    shape,
    title,
)
from workbench.reporting.escaping import plain, shortened
from workbench.reporting.holding import SizedCase, outgrown
from workbench.reporting.series import Row
from workbench.reporting.sizing import LIMITS

LINES = {"law": [1, 0], "extrapolated": [6, 4]}
ASIDE = 0.008
"""How far apart neighbours stand, as a share of the axis."""
LIMIT_COLOR = PALETTE[5]


def size_rows(cases: Sequence[SizedCase]) -> list[Row]:
    """A row for each size of each case: both ends of its peak, in bytes."""
    return [
        {
            "case": each.name,
            "size": size,
            "low": None if row.memory is None else row.memory.low_bytes,
            "high": None if row.memory is None else row.memory.high_bytes,
            "peak": "" if row.memory is None else figures.peak(row.memory),
        }
        for each in cases
        for size, row in each.peaks
    ]


def memory_chart(cases: Sequence[SizedCase], finding: str = "", height: int = 430) -> Any:
    """Peaks as intervals, laws with ribbons, dashed where they go beyond what was measured, up to the limit.

    All `cases` have laws against the same thing. What fits is marked on the limit with its interval. Returns an
    altair.LayerChart whose title is `finding`, or says what is outgrown first. Raises ValueError without a case.
    """
    if not cases:
        raise ValueError("a chart of memory needs at least one case")

    names = tuple(each.name for each in cases)
    layers = [
        _ribbons(cases, names),
        _laws(cases, names),
        *_limits(cases),
        _intervals(cases, names),
        _points(cases, names),
        *_largest(cases, names),
    ]
    found = outgrown(cases) or "No law of memory can be told from these sizes"
    return layered(layers).properties(
        title=title(finding or found, _subtitle(cases)), height=height + legend_height(names), width="container"
    )


def _subtitle(cases: Sequence[SizedCase]) -> str:
    told = ["marks: least of the peak, line up to the most"]
    if any(each.law.curve for each in cases):
        told.append("ribbon: 95 % interval; dashed: beyond what was measured")
    if any(each.law.largest is not None and math.isfinite(each.law.largest.value) for each in cases):
        told.append("on the limit: the largest that fits, with its interval")
    return "; ".join(told)


def _curves(cases: Sequence[SizedCase]) -> list[Row]:
    return [
        {"case": each.name, "line": line, "size": size, "peak": value, "low": _known(low), "high": _known(high)}
        for each in cases
        for line, points in (("law", each.law.curve), ("extrapolated", each.law.extrapolated))
        for size, value, low, high in points
        if value > 0
    ]


def _known(end: float) -> float | None:
    return end if math.isfinite(end) and end > 0 else None


def _ribbons(cases: Sequence[SizedCase], names: tuple[str, ...]) -> Any:
    import altair as alt

    bounded = [row for row in _curves(cases) if row["low"] is not None and row["high"] is not None]
    return (
        alt.Chart(rows(bounded))
        .mark_area(opacity=0.18, clip=True)
        .encode(
            _x(cases), _y(cases, "low"), y2=alt.Y2("high:Q"), color=color("case", names), detail=alt.Detail("line:N")
        )
    )


def _laws(cases: Sequence[SizedCase], names: tuple[str, ...]) -> Any:
    import altair as alt

    dash = alt.StrokeDash("line:N", scale=alt.Scale(domain=list(LINES), range=list(LINES.values())), legend=None)
    return (
        alt.Chart(rows(_curves(cases)))
        .mark_line(strokeWidth=2, clip=True)
        .encode(_x(cases), _y(cases, "peak"), color=color("case", names), strokeDash=dash)
    )


def _limits(cases: Sequence[SizedCase]) -> list[Any]:
    """A line a limit with its name: where memory ends."""
    import altair as alt

    limits = {each.law.limit_bytes: LIMITS[each.law.limited_by] for each in cases}
    marks = [{"peak": size, "told": f"{figures.figure(size, figures.BYTES)}: {name}"} for size, name in limits.items()]
    line = alt.Chart(rows(marks)).mark_rule(color=LIMIT_COLOR, strokeWidth=2).encode(_y(cases, "peak"))
    text = (
        alt.Chart(rows(marks))
        .mark_text(align="left", dx=4, dy=-8, color=GREY, fontSize=12, fontWeight="bold")
        .encode(_y(cases, "peak"), x=alt.XValue(0), text=alt.Text("told:N"))
    )
    return [line, text]


def _intervals(cases: Sequence[SizedCase], names: tuple[str, ...]) -> Any:
    import altair as alt

    bounded = [row for row in _aside(cases) if row["high"] is not None]
    return (
        alt.Chart(rows(bounded))
        .mark_rule(strokeWidth=2)
        .encode(_x(cases), _y(cases, "low"), y2=alt.Y2("high:Q"), color=color("case", names))
    )


def _points(cases: Sequence[SizedCase], names: tuple[str, ...]) -> Any:
    import altair as alt

    tooltip = [
        alt.Tooltip("case:N", title="case"),
        alt.Tooltip("exact:Q", title=_against(cases), format=",.6~g"),
        alt.Tooltip("peak:N", title="peak"),
        alt.Tooltip("low:Q", title="bytes, at least", format=",d"),
        alt.Tooltip("high:Q", title="bytes, at most", format=",d"),
    ]
    return (
        alt.Chart(rows(_aside(cases)))
        .mark_point(filled=False, size=70, strokeWidth=1.8)
        .encode(_x(cases), _y(cases, "low"), color=color("case", names), shape=shape("case", names), tooltip=tooltip)
    )


def _largest(cases: Sequence[SizedCase], names: tuple[str, ...]) -> list[Any]:
    """The largest size that fits, on the limit, with its interval."""
    import altair as alt

    marks = [
        {
            "case": each.name,
            "size": each.law.largest.value,
            "from": each.law.largest.low,
            "to": each.law.largest.high,
            "peak": each.law.limit_bytes,
        }
        for each in cases
        if each.law.largest is not None and math.isfinite(each.law.largest.value) and each.law.largest.value > 0
    ]
    tooltip = [
        alt.Tooltip("case:N", title="case"),
        alt.Tooltip("size:Q", title=f"largest {_against(cases)} that fits", format=",.4~g"),
        alt.Tooltip("from:Q", title="at least", format=",.4~g"),
        alt.Tooltip("to:Q", title="at most", format=",.4~g"),
    ]
    base = alt.Chart(rows(marks))
    points = base.mark_point(filled=True, size=110, opacity=1).encode(
        _x(cases), _y(cases, "peak"), color=color("case", names), shape=shape("case", names), tooltip=tooltip
    )
    known = [mark for mark in marks if mark["from"] and mark["to"]]
    spans = (
        alt.Chart(rows(known))
        .mark_rule(strokeWidth=4, opacity=0.8)
        .encode(_x(cases, "from"), _y(cases, "peak"), x2=alt.X2("to:Q"), color=color("case", names))
    )
    return [spans, points]


def _span(cases: Sequence[SizedCase]) -> tuple[float, float]:
    """From the smallest size measured to the largest drawn."""
    sizes = [size for each in cases for size, _ in each.peaks]
    drawn = [point[0] for each in cases for point in each.law.extrapolated]
    return min([*sizes, *drawn], default=1.0), max([*sizes, *drawn], default=1.0)


def _aside(cases: Sequence[SizedCase]) -> list[Row]:
    """Peaks of one size side by side, so that none hides another."""
    low, high = _span(cases)
    step = (high / low) ** ASIDE
    order = {each.name: index - (len(cases) - 1) / 2 for index, each in enumerate(cases)}
    return [
        {**row, "exact": row["size"], "size": float(row["size"] or 0) * step ** order[str(row["case"])]}
        for row in size_rows(cases)
    ]


def _against(cases: Sequence[SizedCase]) -> str:
    against = cases[0].law.against
    return "size of the data, bytes" if against == DATA else shortened(plain(against), 40)


def _x(cases: Sequence[SizedCase], field: str = "size") -> Any:
    import altair as alt

    is_data = cases[0].law.against == DATA
    axis = log_axis(_span(cases), BYTES_LABELS if is_data else COUNT_LABELS, grid=False)
    name = "size of the data" if is_data else shortened(plain(cases[0].law.against), 40)
    return alt.X(f"{field}:Q", title=name, scale=alt.Scale(type="log", nice=False, padding=12), axis=axis)


def _y(cases: Sequence[SizedCase], field: str) -> Any:
    import altair as alt

    ends = [end for row in size_rows(cases) for end in (row["low"], row["high"]) if isinstance(end, (int, float))]
    limits = [each.law.limit_bytes for each in cases]
    scale = alt.Scale(type="log", nice=False, domain=[min([*ends, *limits]) * 0.8, max([*ends, *limits]) * 1.6])
    axis = log_axis([*ends, *limits], BYTES_LABELS)
    return alt.Y(f"{field}:Q", title="peak memory", scale=scale, axis=axis)
