"""Nodes and the workers on each, in the page: what follows, a chart of the places, and the figures behind it."""

from __future__ import annotations

from workbench.model.nodes import FurtherNodes, Nodes, NodeScaling, NodeSection
from workbench.reporting import figures
from workbench.reporting.efficiencies import factor_columns, factor_meaning
from workbench.reporting.html.figure import COLORS, details, dot_swatch, figure, legend, round_figure, table
from workbench.reporting.html.markup import Html, joined, tag
from workbench.reporting.html.plot import Axis, Dots, Layer, Line, Plot, Ribbon, draw
from workbench.reporting.html.scale import apart, log_scale, ticks
from workbench.reporting.node_tables import gain_columns, law_columns, place_columns
from workbench.reporting.nodes import LAW_MEANINGS, further_sentence, link_sentence


def nodes_block(nodes: Nodes) -> Html | None:
    """Each case over nodes, and from which size on more of them pay; None where nothing ran on several."""
    if not nodes.sections:
        return None
    further = [_further(found) for found in nodes.further]
    return joined([*(_section(section, f"n{index}") for index, section in enumerate(nodes.sections)), *further])


def _section(section: NodeSection, key: str) -> Html:
    told = section.efficiencies
    return tag(
        "section",
        tag("h3", section.title),
        tag("ul", *(tag("li", sentence) for sentence in section.sentences)),
        _legend(section.scaling),
        tag("div", _chart(section.scaling, key), class_="charts"),
        table(place_columns(section.scaling), "By nodes and workers on each"),
        table(factor_columns(told), "Where parallel time goes (POP)") if len(told) > 1 else None,
        tag("p", factor_meaning(told), class_="note") if len(told) > 1 else None,
        details("Laws", table(law_columns(section.scaling, _meaning), "Laws that these places identify"))
        if section.scaling.laws
        else None,
        class_="series",
    )


def _meaning(name: str) -> str:
    return LAW_MEANINGS.get(name, name)


def _further(found: FurtherNodes) -> Html:
    link = link_sentence(found)
    return tag(
        "section",
        tag("p", further_sentence(found)),
        tag("p", link) if link else None,
        table(gain_columns(found), "By size") if found.gains else None,
    )


def _legend(scaling: NodeScaling) -> Html:
    shares = _shares(scaling)
    return legend([(dot_swatch(index, _color(index)), f"{share:,} on each node") for index, share in enumerate(shares)])


def _shares(scaling: NodeScaling) -> list[int]:
    return sorted({cell.workers_per_node for cell in scaling.cells})


def _color(index: int) -> str:
    return COLORS[index % len(COLORS)]


def _chart(scaling: NodeScaling, key: str) -> Html:
    """Seconds by nodes, a colour and a shape for each number of workers on a node; lines are the law's."""
    layers: list[Layer] = []
    for index, share in enumerate(_shares(scaling)):
        layers += _lines(scaling, share, _color(index))
        dots = [
            (float(cell.nodes), seconds, f"{cell.nodes} × {share}: {figures.figure(seconds, figures.SECONDS)}")
            for cell in scaling.cells
            if cell.workers_per_node == share
            for seconds in cell.seconds
        ]
        layers.append(Dots(dots, _color(index), index))
    counts = sorted({cell.nodes for cell in scaling.cells} | {point.nodes for point in scaling.points})
    across = log_scale([float(count) for count in counts])
    shown = [seconds for cell in scaling.cells for seconds in cell.seconds]
    shown += [point.seconds.value for point in scaling.points]
    scale = log_scale(shown)
    plot = Plot(
        key,
        "Time by nodes",
        "Dots are launches; lines, where a law may be trusted, are that law's, dashed beyond what was measured.",
        Axis("nodes", across, apart([float(count) for count in counts], across), lambda value: f"{value:,.0f}"),
        Axis("time", scale, ticks(scale), lambda value: round_figure(value, figures.SECONDS)),
        layers,
    )
    return figure("Time by nodes", draw(plot))


def _lines(scaling: NodeScaling, share: int, color: str) -> list[Layer]:
    points = [point for point in scaling.points if point.workers_per_node == share]
    inner = [point for point in points if not point.extrapolated]
    outer = [*inner[-1:], *(point for point in points if point.extrapolated)]
    found: list[Layer] = []
    for kind, line in (("law", inner), ("extrapolated", outer)):
        if len(line) > 1:
            ends = [
                (float(point.nodes), point.seconds.low, point.seconds.high)
                for point in line
                if point.seconds.low is not None and point.seconds.high is not None and point.seconds.low > 0.0
            ]
            found.append(Ribbon([(at, float(low or 0.0), float(high or 0.0)) for at, low, high in ends], color, kind))
            found.append(Line([(float(point.nodes), point.seconds.value) for point in line], color, kind))
    return found
