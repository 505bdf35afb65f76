"""Karp-Flatt's serial fraction by workers: flat is a serial part, rising is overhead that grows with workers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workbench.model.estimate import Estimate
from workbench.model.report import ScalingSection
from workbench.reporting import figures
from workbench.reporting.charts.theme import GREY, color, layered, legend_height, rows, shape, title
from workbench.reporting.explaining import serial_fraction
from workbench.reporting.series import Row, label

HIGHEST, LOWEST = 1.5, -0.1
"""Intervals that reach further are cut: beyond 1 it only says that workers slow it down."""
ASIDE = 0.03
TITLE = "serial fraction (Karp-Flatt)"


def serial_rows(sections: Sequence[ScalingSection]) -> list[Row]:
    """A row for each worker count above the fewest, with the interval of its serial fraction."""
    return [
        {
            "series": label(section),
            "workers": level.workers,
            "value": level.serial_fraction.value,
            "low": level.serial_fraction.low,
            "high": level.serial_fraction.high,
            "told": figures.estimate(level.serial_fraction, figures.FRACTION),
        }
        for section in sections
        for level in section.scaling.karp_flatt
    ]


def serial_finding(sections: Sequence[ScalingSection]) -> str:
    """The smallest serial part of those that a law tells; else of those measured at their most workers."""
    fitted = [(label(section), found) for section in sections if (found := serial_fraction(section.scaling))]
    if fitted:
        name, least = min(fitted, key=lambda pair: pair[1].value)
        return f"{name}: serial fraction {figures.estimate(least, figures.FRACTION)}"
    last = [(label(section), section.scaling.karp_flatt[-1]) for section in sections if section.scaling.karp_flatt]
    if not last:
        return "No serial fraction: it takes strong scaling and two worker counts"
    name, level = min(last, key=lambda pair: pair[1].serial_fraction.value)
    if not _is_told(level.serial_fraction):
        return f"{name}: these launches don't tell the serial fraction"
    told = figures.estimate(level.serial_fraction, figures.FRACTION)
    return f"{name}: serial fraction {told} at {level.workers} workers"


def _is_told(found: Estimate) -> bool:
    """Whether it is known better than that it is a fraction."""
    return found.low is not None and found.high is not None and found.high - found.low < 1.0


def karp_flatt_chart(sections: Sequence[ScalingSection], height: int = 440) -> Any:
    """Marks with intervals; a dotted line where the workload was built with a known serial fraction.

    Returns an altair.LayerChart whose title says the finding. Raises ValueError without a series.
    """
    if not sections:
        raise ValueError("a chart of serial fractions needs at least one series")

    names = tuple(label(section) for section in sections)
    marks = _aside(serial_rows(sections), names)
    layers = [_laws(sections, marks, names), _known(sections), _intervals(marks, names), _points(marks, names)]
    told = "flat: a serial part; rising: overhead that grows with workers. Lines: fitted; dotted: known"
    return layered(layers).properties(
        title=title(serial_finding(sections), told), height=height + legend_height(names), width="container"
    )


def _aside(found: list[Row], names: tuple[str, ...]) -> list[Row]:
    """Series side by side at the same workers, so that no interval hides another."""
    middle = (len(names) - 1) / 2
    return [
        {
            **row,
            "at": float(row["workers"] or 1) * 2 ** (ASIDE * (names.index(str(row["series"])) - middle)),
            "low": None if row["low"] is None else max(LOWEST, float(row["low"])),
            "high": None if row["high"] is None else min(HIGHEST, float(row["high"])),
        }
        for row in found
    ]


def _laws(sections: Sequence[ScalingSection], marks: list[Row], names: tuple[str, ...]) -> Any:
    import altair as alt

    ends = [
        {"series": label(section), "at": end, "value": fitted.value}
        for section in sections
        if (fitted := serial_fraction(section.scaling)) is not None
        for end in (section.scaling.levels[0].workers, section.scaling.levels[-1].workers)
    ]
    return (
        alt.Chart(rows(ends))
        .mark_line(strokeWidth=2, opacity=0.6)
        .encode(_x(marks), _y("value"), color=color("series", names))
    )


def _known(sections: Sequence[ScalingSection]) -> Any:
    import altair as alt

    known = {section.known_serial_fraction for section in sections if section.known_serial_fraction is not None}
    lines = rows({"value": value} for value in sorted(known))
    return alt.Chart(lines).mark_rule(color=GREY, strokeDash=[2, 3], strokeWidth=1.5).encode(_y("value"))


def _intervals(marks: list[Row], names: tuple[str, ...]) -> Any:
    import altair as alt

    bounded = [row for row in marks if row["low"] is not None and row["high"] is not None]
    return (
        alt.Chart(rows(bounded))
        .mark_rule(strokeWidth=1.8)
        .encode(_x(marks), _y("low"), y2=alt.Y2("high:Q"), color=color("series", names))
    )


def _points(marks: list[Row], names: tuple[str, ...]) -> Any:
    import altair as alt

    tooltip = [
        alt.Tooltip("series:N", title="series"),
        alt.Tooltip("workers:Q", title="workers"),
        alt.Tooltip("told:N", title="serial fraction"),
        alt.Tooltip("value:Q", title="exact", format=".6g"),
    ]
    return (
        alt.Chart(rows(marks))
        .mark_point(filled=True, size=80)
        .encode(_x(marks), _y("value"), color=color("series", names), shape=shape("series", names), tooltip=tooltip)
    )


def _x(marks: list[Row]) -> Any:
    import altair as alt

    counts = sorted({int(row["workers"] or 1) for row in marks})
    scale = alt.Scale(type="log", base=2, nice=False, padding=16)
    axis = alt.Axis(values=counts, format="d", grid=False, labelOverlap="greedy")
    return alt.X("at:Q", title="workers", scale=scale, axis=axis)


def _y(field: str) -> Any:
    import altair as alt

    return alt.Y(f"{field}:Q", title=TITLE, scale=alt.Scale(zero=True), axis=alt.Axis(format="~g", tickCount=6))
