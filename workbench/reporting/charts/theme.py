"""What all charts share: colours, shapes and strokes that are told apart without colour, on a light and a dark page."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
"""Okabe & Ito (2008) without black and yellow, which vanish on a dark or a light page."""
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
GREY = "#808080"
MOST_MARKS = 10_000
"""More marks than this make a page slow."""
TITLE_WIDTH = 46
SUBTITLE_WIDTH = 56
LEGEND_LINE = 22
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

    return alt.InlineData(values=list(values))


def color_scale(names: Sequence[str]) -> Any:
    """A colour for each name, in order; from the seventh on they come round again, told apart by shape."""
    import altair as alt

    return alt.Scale(domain=names, range=[PALETTE[index % len(PALETTE)] for index in range(len(names))])


def shape_scale(names: Sequence[str]) -> Any:
    """A shape for each name, in order."""
    import altair as alt

    return alt.Scale(domain=names, range=[SHAPES[index % len(SHAPES)] for index in range(len(names))])


def told_apart(field: str, names: Sequence[str]) -> tuple[Any, Any]:
    """Colour and shape of a field, with one legend for both."""
    import altair as alt

    shown = legend(names)
    return (
        alt.Color(f"{field}:N", title=None, scale=color_scale(names), legend=shown),
        alt.Shape(f"{field}:N", title=None, scale=shape_scale(names), legend=shown),
    )


def legend(names: Sequence[str]) -> Any:
    """A legend above the plot, a line a name, cut where a phone ends; none for a single name."""
    import altair as alt

    if len(names) == 1:
        return None
    return alt.Legend(orient="top", direction="vertical", columns=1, labelLimit=420, symbolSize=90, symbolOpacity=1)


def legend_height(names: Sequence[str]) -> int:
    """What the legend takes above the plot, in pixels."""
    return LEGEND_LINE * len(names) if len(names) > 1 else 0


def savable(chart: Any) -> Any:
    """The chart drawn as SVG, however many marks it has: on a canvas it could be saved as a PNG only."""
    return chart.properties(usermeta={"embedOptions": {"renderer": "svg"}})
