"""What a trial did over time: a strip of its phases, and panels of the same width and time axis beneath it.

A curve is told by its colour and its dashes; of two trials one on the other, the trial by colour and thickness, the
curve by its dashes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workbench.reporting.charts.theme import GREY, PALETTE, rows
from workbench.reporting.charts.theme import title as titled
from workbench.reporting.series import Row
from workbench.reporting.telemetry.drawing import Drawing, told
from workbench.reporting.telemetry.limits import Limit
from workbench.reporting.telemetry.panel_findings import FAR

DASHES = ([1, 0], [6, 3], [2, 2])
WIDTHS = (1.6, 3.2)
PHASE_COLORS = {
    "setup": "#999999",
    "start": "#E69F00",
    "warmup": "#56B4E9",
    "measure": "#0072B2",
    "score": "#009E73",
    "stop": "#CC79A7",
}
DARK = frozenset({"measure"})
"""Phases whose colour wants white letters on it."""
SHADES = {"measure": 0.13}
SHADE = 0.05
PLOT_PIXELS = 110
LANE_PIXELS = 28
STRIP_MARGIN_PIXELS = 26
AXIS_PIXELS = 50
AXIS_TITLE_PIXELS = 20
LEGEND_LINE_PIXELS = 15
LEGEND_MARGIN_PIXELS = 22
TITLE_LINE_PIXELS = 18
"""Streamlit fits all of a chart into its height: what stands around the plot is added up, so that the plot keeps its
own."""
LEFT_PIXELS = 64
"""The width kept for the labels of every vertical axis, so that all panels begin at the same place."""
TICKS = {
    "B": "format(datum.value, '~s') + 'B'",
    "B/s": "format(datum.value, '~s') + 'B/s'",
    "share": "format(datum.value, '.0%')",
}


def phase_chart(bands: Sequence[Row], span_seconds: tuple[float, float], zero: str) -> Any:
    """A lane a trial with its phases by name; `zero` says which moment is 0. An altair.LayerChart."""
    import altair as alt

    trials = _trials(bands)
    lane = alt.Y("trial:N", title=None, sort=trials, axis=_lanes_axis(len(trials) > 1), scale=alt.Scale(padding=0.15))
    room = (span_seconds[1] - span_seconds[0]) / 14
    x = _x(span_seconds, zero, "begin_seconds", hidden=True)
    base = alt.Chart(rows(_painted(bands))).encode(x, lane, x2=alt.X2("end_seconds:Q"))
    bars = base.mark_bar(stroke="#ffffff", strokeWidth=0.5).encode(
        color=alt.Color("color:N", scale=None), tooltip=_band_tooltip()
    )
    named = [
        {**row, "at_seconds": (_number(row["begin_seconds"]) + _number(row["end_seconds"])) / 2}
        for row in _painted(bands)
        if _number(row["end_seconds"]) - _number(row["begin_seconds"]) >= room
    ]
    names = (
        alt.Chart(rows(named))
        .mark_text(fontSize=11, fontWeight="bold")
        .encode(
            _x(span_seconds, zero, hidden=True), lane, text=alt.Text("name:N"), color=alt.Color("ink:N", scale=None)
        )
    )
    return alt.layer(bars, names).properties(
        height=LANE_PIXELS * max(1, len(trials)) + STRIP_MARGIN_PIXELS, width="container"
    )


def panel_chart(
    drawing: Drawing,
    finding: str,
    how: str,
    bands: Sequence[Row],
    span_seconds: tuple[float, float],
    zero: str,
    limits: Sequence[Limit] = (),
    last: bool = True,
) -> Any:
    """One panel: bands of phases behind, gaps in grey, limits as lines, the curves in front. An altair.LayerChart.

    `finding` is its title and `how` what stands beneath that; `zero` says which moment is 0, and is written under the
    `last` panel of a stack only.
    """
    import altair as alt

    drawn = [limit for limit in limits if limit.value <= FAR * drawing.largest]
    top = max([drawing.largest, *(limit.value for limit in drawn)]) * 1.06 or 1.0
    trials = _trials(drawing.curves)
    x = _x(span_seconds, zero, titled=last)
    begin = _x(span_seconds, zero, "begin_seconds", titled=last)
    y = alt.Y("value:Q", title=drawing.panel.axis, scale=alt.Scale(domain=[0, top], nice=False), axis=_y_axis(drawing))
    layers = [
        _bands(bands, begin),
        _gaps(drawing.gaps, begin),
        *_limits(drawn, y, drawing.panel.unit),
        *_peaks(drawing.peaks),
        *_curves(drawing, trials, x, y),
    ]
    head = titled(finding, how)
    stack = alt.layer(*layers).resolve_scale(color="independent", strokeDash="independent")
    return stack.properties(title=head, height=_height(drawing, trials, head, last), width="container")


def _height(drawing: Drawing, trials: Sequence[str], head: Any, last: bool) -> int:
    """The plot with all that stands around it."""
    entries = sum(len(names) for names in (drawing.names, trials) if len(names) > 1)
    lines = len(head.text) + (len(head.subtitle) if head.subtitle else 0)
    above = TITLE_LINE_PIXELS * lines + (LEGEND_MARGIN_PIXELS + LEGEND_LINE_PIXELS * entries if entries else 0)
    return PLOT_PIXELS + above + AXIS_PIXELS + (AXIS_TITLE_PIXELS if last else 0)


def _bands(bands: Sequence[Row], x: Any) -> Any:
    import altair as alt

    return (
        alt.Chart(rows(_painted(bands)))
        .mark_rect(strokeWidth=0)
        .encode(
            x,
            x2=alt.X2("end_seconds:Q"),
            color=alt.Color("color:N", scale=None),
            opacity=alt.Opacity("shade:Q", scale=None),
            tooltip=_band_tooltip(),
        )
    )


def _painted(bands: Sequence[Row]) -> list[Row]:
    """Bands with the colours and the opacity of their phase: no scale of theirs is then mixed with the curves'."""
    return [
        {
            **band,
            "color": PHASE_COLORS.get(str(band["phase"]), GREY),
            "ink": "#ffffff" if band["phase"] in DARK else "#000000",
            "shade": SHADES.get(str(band["phase"]), SHADE),
        }
        for band in bands
    ]


def _gaps(gaps: Sequence[Row], x: Any) -> Any:
    import altair as alt

    return (
        alt.Chart(rows(gaps))
        .mark_rect(color=GREY, opacity=0.45)
        .encode(
            x,
            x2=alt.X2("end_seconds:Q"),
            tooltip=[alt.Tooltip("told:N", title="gap"), alt.Tooltip("trial:N", title="trial")],
        )
    )


def _limits(limits: Sequence[Limit], y: Any, unit: str) -> list[Any]:
    import altair as alt

    if not limits:
        return []
    data = rows([{"value": limit.value, "told": f"{told(limit.value, unit)}: {limit.name}"} for limit in limits])
    lines = (
        alt.Chart(data)
        .mark_rule(color=GREY, strokeDash=[8, 3], strokeWidth=1.2)
        .encode(y, tooltip=alt.Tooltip("told:N"))
    )
    text = (
        alt.Chart(data)
        .mark_text(align="right", baseline="bottom", color=GREY, dx=-4, dy=-2, fontSize=11)
        .encode(y, x=alt.XValue("width"), text=alt.Text("told:N"))
    )
    return [lines, text]


def _peaks(peaks: Sequence[Row]) -> list[Any]:
    """Where the peak lies: a band from its lower to its upper end, or an edge where both are one."""
    import altair as alt

    if not peaks:
        return []
    tooltip = [alt.Tooltip("told:N", title="peak while measured"), alt.Tooltip("trial:N", title="trial")]
    base = alt.Chart(rows(peaks)).encode(
        alt.X("begin_seconds:Q"), alt.Y("low:Q"), x2=alt.X2("end_seconds:Q"), tooltip=tooltip
    )
    return [
        base.mark_rect(color="#D55E00", opacity=0.22).encode(y2=alt.Y2("high:Q")),
        base.mark_rule(color="#D55E00", strokeWidth=1.5, strokeDash=[4, 2]),
    ]


def _curves(drawing: Drawing, trials: Sequence[Any], x: Any, y: Any) -> list[Any]:
    import altair as alt

    names = drawing.names
    if not names:
        return []
    dashes = alt.Scale(domain=names, range=list(DASHES[: len(names)]))
    by_trial = len(trials) > 1
    told_by, domain = ("trial", list(trials)) if by_trial else ("series", names)
    colors = dict(zip(domain, PALETTE, strict=False))
    color = alt.Color(
        f"{told_by}:N",
        title=None,
        scale=alt.Scale(domain=domain, range=list(colors.values())),
        legend=_legend() if by_trial or len(names) > 1 else None,
    )
    dash = alt.StrokeDash(
        "series:N", title=None, scale=dashes, legend=_legend(symbolStrokeColor=GREY) if len(names) > 1 else None
    )
    if not by_trial:
        dash = alt.StrokeDash("series:N", title=None, scale=dashes, legend=_legend() if len(names) > 1 else None)
    found = []
    growing = {curve.name for curve in drawing.panel.curves if curve.grows}
    for steps in (True, False):
        part = [row for row in drawing.curves if (row["series"] in growing) is steps]
        if not part:
            continue
        line = (
            alt.Chart(rows(part))
            .mark_line(interpolate="step-after" if steps else "linear", clip=True)
            .encode(x, y, color=color, strokeDash=dash, detail=[alt.Detail("trial:N"), alt.Detail("stretch:N")])
        )
        width = alt.StrokeWidth(
            "trial:N", scale=alt.Scale(domain=list(trials), range=list(WIDTHS[: len(trials)])), legend=None
        )
        found += [line.encode(strokeWidth=width), _hover(drawing, part, x, y, told_by, colors)]
    return found


def _hover(drawing: Drawing, part: Sequence[Row], x: Any, y: Any, told_by: str, colors: Mapping[str, str]) -> Any:
    """Points to be hovered over: a line has no values of its own to tell. Those of a curve that is seldom read show."""
    import altair as alt

    tooltip = [
        alt.Tooltip("series:N", title="what"),
        alt.Tooltip("told:N", title="value"),
        alt.Tooltip("value:Q", title="exactly", format=".6g"),
        alt.Tooltip("at_seconds:Q", title="at, s", format=".3f"),
        alt.Tooltip("trial:N", title="trial"),
    ]
    seldom = [curve.name for curve in drawing.panel.curves if curve.seldom]
    told_apart = [
        {**row, "shown": 1.0 if row["series"] in seldom else 0.0, "color": colors[str(row[told_by])]} for row in part
    ]
    opacity, color = alt.Opacity("shown:Q", scale=None), alt.Color("color:N", scale=None)
    points = alt.Chart(rows(told_apart)).mark_point(size=34, filled=True)
    return points.encode(x, y, color=color, opacity=opacity, tooltip=tooltip)


def _number(cell: object) -> float:
    return float(cell) if isinstance(cell, (int, float)) else 0.0


def _trials(found: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(str(row["trial"]) for row in found))


def _x(
    span_seconds: tuple[float, float], zero: str, field: str = "at_seconds", titled: bool = True, hidden: bool = False
) -> Any:
    import altair as alt

    scale = alt.Scale(domain=list(span_seconds), nice=False)
    axis = None if hidden else alt.Axis(grid=False, tickCount=8)
    return alt.X(f"{field}:Q", title=f"seconds since {zero}" if titled else None, scale=scale, axis=axis)


def _y_axis(drawing: Drawing) -> Any:
    import altair as alt

    told_as: Mapping[str, Any] = {"labelExpr": TICKS[drawing.panel.unit]} if drawing.panel.unit in TICKS else {}
    return alt.Axis(minExtent=LEFT_PIXELS, maxExtent=LEFT_PIXELS, tickCount=4, titlePadding=4, **told_as)


def _lanes_axis(shown: bool) -> Any:
    import altair as alt

    return alt.Axis(
        labels=shown,
        ticks=False,
        domain=False,
        labelLimit=LEFT_PIXELS - 6,
        minExtent=LEFT_PIXELS,
        maxExtent=LEFT_PIXELS,
    )


def _legend(**more: Any) -> Any:
    import altair as alt

    return alt.Legend(
        orient="top",
        direction="vertical",
        columns=1,
        rowPadding=0,
        offset=4,
        padding=2,
        labelFontSize=11,
        labelLimit=330,
        symbolSize=300,
        symbolStrokeWidth=2,
        **more,
    )


def _band_tooltip() -> list[Any]:
    import altair as alt

    return [
        alt.Tooltip("name:N", title="phase"),
        alt.Tooltip("told:N", title="lasted"),
        alt.Tooltip("trial:N", title="trial"),
    ]
