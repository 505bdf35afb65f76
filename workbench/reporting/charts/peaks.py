"""Peaks of memory of cases of one size, beside the memory there is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workbench.reporting import figures
from workbench.reporting.charts.theme import BYTES_LABELS, GREY, PALETTE, layered, log_axis, rows, title
from workbench.reporting.escaping import shortened
from workbench.reporting.holding import Peak, peak_finding
from workbench.reporting.series import Row
from workbench.reporting.sizing import LIMITS

MOST_PEAKS = 40
BAR, AROUND = 40, 150
"""Height of a bar with its name, and of title and axis, in pixels."""
LIMIT_COLOR = PALETTE[5]


def peak_rows(found: Sequence[Peak]) -> list[Row]:
    """A row a case, in bytes."""
    return [
        {
            "case": peak.name,
            "peak": peak.told,
            "low": peak.low,
            "high": peak.high,
            "whole trial": peak.trial,
            "limit": peak.limit,
        }
        for peak in found
    ]


def peak_chart(found: Sequence[Peak], finding: str = "") -> Any:
    """Of one size: each case's peak as a bar from its least to its most, the memory there is as a line.

    Returns an altair.LayerChart whose title is `finding`, or says which needs most. Raises ValueError without a case.
    """
    if not found:
        raise ValueError("a chart of peaks needs at least one case")

    cells = [{**row, "order": order} for order, row in enumerate(peak_rows(found[:MOST_PEAKS]))]
    told = "bar: peak of the work, from at least to at most; tick: seen in the whole trial, set-up and all"
    ends = [end for peak in found for end in (peak.low, peak.high, peak.trial, peak.limit) if end is not None]
    layers = [_bars(cells, ends), _trials(cells, ends), _named(cells), *_memory_line(found, ends)]
    return layered(layers).properties(
        title=title(finding or peak_finding(found), told), height=BAR * len(cells) + AROUND, width="container"
    )


def _bars(cells: list[Row], ends: Sequence[float]) -> Any:
    import altair as alt

    tooltip = [
        alt.Tooltip("case:N", title="case"),
        alt.Tooltip("peak:N", title="peak"),
        alt.Tooltip("low:Q", title="bytes, at least", format=",d"),
        alt.Tooltip("high:Q", title="bytes, at most", format=",d"),
    ]
    ended = [{**row, "end": row["high"] or row["low"]} for row in cells]
    return (
        alt.Chart(rows(ended))
        .mark_bar(height=12, yOffset=9, color=PALETTE[0], stroke=PALETTE[0], strokeWidth=2)
        .encode(_across(ends, "low"), _order(), x2=alt.X2("end:Q"), tooltip=tooltip)
    )


def _trials(cells: list[Row], ends: Sequence[float]) -> Any:
    import altair as alt

    seen = [row for row in cells if row["whole trial"] is not None]
    return (
        alt.Chart(rows(seen))
        .mark_tick(color=PALETTE[1], thickness=3, height=18, yOffset=9)
        .encode(
            _across(ends, "whole trial"),
            _order(),
            tooltip=[alt.Tooltip("case:N"), alt.Tooltip("whole trial:Q", title="whole trial, bytes", format=",d")],
        )
    )


def _named(cells: list[Row]) -> Any:
    import altair as alt

    named = [{"order": row["order"], "name": f"{shortened(str(row['case']), 46)}: {row['peak']}"} for row in cells]
    return (
        alt.Chart(rows(named))
        .mark_text(align="left", dy=-9, dx=2, color=GREY, fontSize=12)
        .encode(_order(), x=alt.XValue(0), text=alt.Text("name:N"))
    )


def _memory_line(found: Sequence[Peak], ends: Sequence[float]) -> list[Any]:
    import altair as alt

    limits = {peak.limit: LIMITS[peak.limited_by] for peak in found}
    marks = [{"low": size, "told": f"{figures.figure(size, figures.BYTES)}: {name}"} for size, name in limits.items()]
    line = alt.Chart(rows(marks)).mark_rule(color=LIMIT_COLOR, strokeWidth=2).encode(_across(ends, "low"))
    text = (
        alt.Chart(rows(marks))
        .mark_text(align="right", dx=-6, color=GREY, fontSize=12, fontWeight="bold")
        .encode(_across(ends, "low"), y=alt.YValue(-8), text=alt.Text("told:N"))
    )
    return [line, text]


def _across(ends: Sequence[float], field: str) -> Any:
    import altair as alt

    scale = alt.Scale(type="log", nice=False, padding=14)
    axis = log_axis(ends, BYTES_LABELS)
    return alt.X(f"{field}:Q", title="peak memory", scale=scale, axis=axis)


def _order() -> Any:
    import altair as alt

    return alt.Y("order:O", axis=None)
