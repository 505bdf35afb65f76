"""COST as a chart: time over cores, each backend beside the line of the best serial solver."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from workbench.model.cost import BackendCost, Configuration, Cost
from workbench.model.estimate import Estimate
from workbench.reporting import figures, naming
from workbench.reporting.costing import cost_sentence
from workbench.reporting.html.figure import (
    COLORS,
    GREY,
    details,
    dot_swatch,
    figure,
    legend,
    line_swatch,
    round_figure,
    table,
)
from workbench.reporting.html.markup import Html, tag
from workbench.reporting.html.plot import Axis, Dots, Layer, Line, Plot, Ribbon, Whiskers, draw
from workbench.reporting.html.scale import apart, log_scale, ticks

ASIDE = 0.012
FARTHEST_RATIO = 3.0


def cost_block(found: Cost, key: str) -> Html:
    """The sentence, the chart and the figures behind it."""
    entries = [(line_swatch("serial", GREY), f"{naming.solver(found.base)} on serial, the line to get below")]
    entries += [
        (dot_swatch(index, COLORS[index % len(COLORS)]), backend.system) for index, backend in enumerate(found.backends)
    ]
    return tag(
        "div",
        tag("p", cost_sentence(found)),
        tag("div", figure("Time by cores", draw(_plot(found, key))), class_="charts one"),
        legend(entries),
        details("The figures behind this chart", _table(found)),
    )


def _plot(found: Cost, key: str) -> Plot:
    every = [each for backend in found.backends for each in backend.configurations]
    cores = sorted({each.cores for each in every} | {1})
    base = found.base_seconds
    across = log_scale(cores)
    ends = (across.low, across.high)
    layers: list[Layer] = []
    if base.low is not None and base.high is not None:
        layers.append(Ribbon([(end, base.low, base.high) for end in ends], GREY, "serial"))
    layers.append(Line([(end, base.value) for end in ends], GREY, "serial"))
    for index, backend in enumerate(found.backends):
        # Side by side, so that intervals at the same cores don't hide one another.
        aside = (across.high / across.low) ** (ASIDE * (index - (len(found.backends) - 1) / 2))
        layers += _layers(backend, index, aside)
    shown = [end for seconds in (base, *(each.seconds for each in every)) for end in _ends(seconds)]
    upright = log_scale(shown)
    told = cost_sentence(found)
    return Plot(
        key,
        "Time by cores beside the best serial solver",
        told,
        Axis("cores", across, apart(cores, across), lambda value: f"{value:,.0f}"),
        Axis("time", upright, ticks(upright), lambda value: round_figure(value, figures.SECONDS)),
        layers,
    )


def _ends(seconds: Estimate) -> Iterator[float]:
    """What is shown of a time: itself, and of its interval what lies within a few times that."""
    yield seconds.value
    for end in (seconds.low, seconds.high):
        if end is not None:
            yield min(max(end, seconds.value / FARTHEST_RATIO), seconds.value * FARTHEST_RATIO)


def _layers(backend: BackendCost, index: int, aside: float) -> list[Layer]:
    color = COLORS[index % len(COLORS)]
    fastest = [
        min(same, key=lambda each: each.seconds.value)
        for _, same in itertools.groupby(backend.configurations, lambda each: each.cores)
    ]
    bounded = [
        (aside * each.cores, each.seconds.low, each.seconds.high)
        for each in backend.configurations
        if each.seconds.low is not None and each.seconds.high is not None
    ]
    return [
        Line([(aside * each.cores, each.seconds.value) for each in fastest], color, "measured"),
        Whiskers(bounded, color),
        Dots([(aside * each.cores, each.seconds.value, _told(each)) for each in backend.configurations], color, index),
    ]


def _told(each: Configuration) -> str:
    return f"{naming.case_name(each.case)}: {figures.estimate(each.seconds, figures.SECONDS)}"


def _table(found: Cost) -> Html:
    rows = [(backend, each) for backend in found.backends for each in backend.configurations]
    return table(
        {
            "configuration": [naming.case_name(each.case) for _, each in rows],
            "cores": [f"{each.cores:,}" for _, each in rows],
            "time": [figures.estimate(each.seconds, figures.SECONDS) for _, each in rows],
            "× as fast as serial": [figures.estimate(each.ratio, figures.RATIO) for _, each in rows],
            "": ["smallest that beats it" if each is backend.smallest else "" for backend, each in rows],
        },
        "Every configuration beside the best serial solver",
    )
