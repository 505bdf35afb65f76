"""What all charts share: colours, shapes and strokes that are told apart without colour, on a light and a dark page."""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
"""Okabe & Ito (2008) without black and yellow, which vanish on a dark or a light page."""
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
GREY = "#6B6B6B"
"""5.3 : 1 on white; a dark page writes its letters lighter (`dashboards/app.py`)."""
MOST_MARKS = 10_000
"""More marks than this make a page slow."""
TITLE_WIDTH = 46
SUBTITLE_WIDTH = 56
WIDER = ((880, 140, 175), (700, 112, 140), (560, 92, 115), (400, 68, 88))
"""Letters to a line of a title and of a subtitle from so many pixels of plot on."""
FEWEST_TICKS, MOST_TICKS = 3, 9
LEGEND_COLUMNS = ((3, 10), (2, 19))
"""Columns of a legend whose names have so many letters at most."""
LEGEND_LINE = 29
"""What an entry of a legend above a plot takes of the chart's height, in pixels: the plot keeps its own."""

SECONDS_LABELS = (
    "datum.value >= 1 ? format(datum.value, '~g') + ' s' : datum.value >= 1e-3 ? "
    "format(datum.value * 1e3, '~r') + ' ms' : datum.value > 0 ? format(datum.value * 1e6, '~r') + ' µs' : '0'"
)
BYTES_LABELS = (
    "datum.value >= 1e12 ? format(datum.value / 1e12, '~r') + ' TB' : datum.value >= 1e9 ? "
    "format(datum.value / 1e9, '~r') + ' GB' : datum.value >= 1e6 ? format(datum.value / 1e6, '~r') + ' MB' : "
    "datum.value >= 1e3 ? format(datum.value / 1e3, '~r') + ' kB' : format(datum.value, '~r') + ' B'"
)
COUNT_LABELS = (
    "datum.value >= 1e9 ? format(datum.value / 1e9, '~r') + ' billion' : datum.value >= 1e6 ? "
    "format(datum.value / 1e6, '~r') + ' million' : format(datum.value, ',~r')"
)
"""Ticks in the unit that fits each: base units are for machines."""


def title(finding: str, subtitle: str = "") -> Any:
    """The finding over a chart, wrapped so that it fits a phone, with how to read the marks beneath it."""
    import altair as alt

    return alt.TitleParams(
        textwrap.wrap(finding, TITLE_WIDTH),
        subtitle=textwrap.wrap(subtitle, SUBTITLE_WIDTH),
        anchor="start",
        fontSize=14,
        subtitleColor=GREY,
        offset=12,
    )


def rows(values: Iterable[Any]) -> Any:
    """Rows of a chart as they are: no frame in between, and no limit but our own."""
    import altair as alt

    # Altair copies lists, with all that they hold, each time a chart joins another or is changed; a tuple it shares.
    return alt.InlineData(values=tuple(values))


def color_scale(names: Sequence[str]) -> Any:
    """A colour for each name, in order; from the seventh on they come round again, told apart by shape."""
    import altair as alt

    return alt.Scale(domain=names, range=[PALETTE[index % len(PALETTE)] for index in range(len(names))])


def shape_scale(names: Sequence[str]) -> Any:
    """A shape for each name, in order."""
    import altair as alt

    return alt.Scale(domain=names, range=[SHAPES[index % len(SHAPES)] for index in range(len(names))])


def color(field: str, names: Sequence[str], orient: str | None = "top") -> Any:
    """The colour of a field. Every layer has the same legend: layers that share a scale must agree on it."""
    import altair as alt

    return alt.Color(f"{field}:N", title=None, scale=color_scale(names), legend=legend(names, orient))


def shape(field: str, names: Sequence[str], orient: str | None = "top") -> Any:
    """The shape of a field, in one legend with its colour."""
    import altair as alt

    return alt.Shape(f"{field}:N", title=None, scale=shape_scale(names), legend=legend(names, orient))


def log_axis(values: Iterable[float], labels: str, **options: Any) -> Any:
    """An axis for a log scale over these values with ticks at 1, 2 and 5, so many that they don't crowd."""
    import altair as alt

    ticks = round_ticks(values)
    placed = {"values": ticks} if ticks else {"tickCount": 5}
    return alt.Axis(labelExpr=labels, labelOverlap="greedy", **placed, **options)


def round_ticks(values: Iterable[float]) -> list[float]:
    """Round numbers within the values: 1, 2, 5 of each decade, or the decades alone; none where few would be left."""
    known = [value for value in values if value > 0 and math.isfinite(value)]
    if not known:
        return []
    low, high = min(known), max(known)
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for steps in ((1.0, 2.0, 5.0), (1.0,)):
        ticks = [float(f"{step * 10.0**power:.3g}") for power in decades for step in steps]
        ticks = [tick for tick in ticks if low <= tick <= high]
        if len(ticks) <= MOST_TICKS:
            return ticks if len(ticks) >= FEWEST_TICKS else []
    return ticks


def legend(names: Sequence[str], orient: str | None = "top") -> Any:
    """A legend in as many columns as a phone has room for, long names cut; none for a single name or no `orient`."""
    import altair as alt

    if len(names) == 1 or orient is None:
        return None
    return alt.Legend(
        orient=orient,
        direction="vertical",
        columns=_columns(names),
        labelLimit=320,
        labelFontSize=12,
        rowPadding=3,
        symbolSize=90,
        symbolOpacity=1,
    )


def legend_height(names: Sequence[str]) -> int:
    """What the legend takes above or below the plot, in pixels."""
    return LEGEND_LINE * math.ceil(len(names) / _columns(names)) if len(names) > 1 else 0


def layered(layers: Iterable[Any]) -> Any:
    """One chart of these layers without those that have no rows: an empty one would have no extent."""
    import altair as alt

    return alt.layer(*(layer for layer in layers if layer.data.values))


def _columns(names: Sequence[str]) -> int:
    longest = max(map(len, names), default=0)
    return next((columns for columns, width in LEGEND_COLUMNS if longest <= width), 1)


def savable(chart: Any) -> dict[str, Any]:
    """The chart's specification, drawn as SVG however many marks it has: on a canvas it could be saved as a PNG only.

    A screen reader is told the chart's title, axes and legends; thousands of marks read out one by one tell nothing.
    Titles are broken into the lines for which there is room: a phone's on a phone alone. Vega-Lite allows such an
    expression for a subtitle too, though its schema doesn't say so; hence no chart of Altair's is returned.
    """
    spec: dict[str, Any] = chart.configure_mark(aria=False).to_dict(validate=False)
    head = spec.get("title")
    if isinstance(head, dict):
        for name, place in (("text", 1), ("subtitle", 2)):
            lines = head.get(name)
            if isinstance(lines, list) and len(lines) > 1:
                head[name] = {"expr": _by_width(lines, place)}
    return {**spec, "usermeta": {"embedOptions": {"renderer": "svg"}}}


def _by_width(lines: Sequence[str], place: int) -> str:
    """Vega has no word wrap: an expression that chooses between the text wrapped for each width."""
    text = " ".join(lines)
    choices = [f"width >= {wide[0]} ? {json.dumps(textwrap.wrap(text, wide[place]))} : " for wide in WIDER]
    return "".join(choices) + json.dumps(lines)
