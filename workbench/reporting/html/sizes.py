"""Laws of size as charts: time and memory over the data, and the score that time buys."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import median

from workbench.model.sizes import (
    DATA,
    BudgetPoint,
    CurvePoint,
    MemoryLaw,
    QualityCurve,
    SizeLevel,
    Sizes,
    SizeSeries,
    TimeLaw,
)
from workbench.reporting import figures, naming, sizing
from workbench.reporting.html.figure import COLORS, GREY, figure, round_figure, table
from workbench.reporting.html.markup import Html, joined, tag
from workbench.reporting.html.plot import Axis, Dots, Layer, Line, Plot, Ribbon, draw
from workbench.reporting.html.scale import Scale, apart, linear_scale, log_scale, ticks
from workbench.reporting.terminal.sizes import title

COLOR = COLORS[0]
LEAST_COUNTED, MOST_COUNTED = 10.0, 1e7
"""Sizes between these are written out, as 20,000."""
MOST_DRAWN = 24
"""Series beyond these have their table and sentences only."""


def sizes_block(sizes: Sizes) -> Html:
    """Every series with its charts, then where one overtakes another, then quality over time."""
    titles = naming.distinct(map(title, sizes.series), [series.case.id for series in sizes.series])
    crossings = tag(
        "section",
        tag("h3", "Break-even"),
        tag("ul", *(tag("li", sizing.crossing_sentence(crossing)) for crossing in sizes.crossings)),
    )
    return joined(
        (
            *(
                _series(name, series, index)
                for index, (name, series) in enumerate(zip(titles, sizes.series, strict=True))
            ),
            crossings if sizes.crossings else None,
            *(_quality(curve, f"quality{index}") for index, curve in enumerate(sizes.curves)),
        )
    )


def _series(name: str, series: SizeSeries, index: int) -> Html:
    charts: list[Html] = []
    if index < MOST_DRAWN:
        charts += [_time(law, series, f"size{index}-{count}") for count, law in enumerate(series.times)]
        if series.memory is not None:
            charts.append(_memory(series.memory, series, f"size{index}-memory"))
        if series.card_memory is not None:
            charts.append(_memory(series.card_memory, series, f"size{index}-card"))
    return tag(
        "section",
        tag("h3", name),
        tag("ul", *(tag("li", sentence) for sentence in sizing.series_sentences(series))),
        tag("div", *charts, class_="charts") if charts else None,
        table(_levels(series), "Every size measured"),
        class_="series",
    )


def _levels(series: SizeSeries) -> dict[str, list[str]]:
    columns = {
        **{name: [f"{level.sizes[name]:,g}" for level in series.levels] for name in series.parameters},
        "launches": [f"{len(level.seconds):,}" for level in series.levels],
        "data": [_optional(level.data_bytes) for level in series.levels],
        "time": [figures.figure(median(level.seconds), figures.SECONDS) for level in series.levels],
        "peak memory": [_middle(level.peak_bytes) for level in series.levels],
        "on the card": [_middle(level.card_peak_bytes) for level in series.levels],
    }
    return {name: cells for name, cells in columns.items() if any(cells)}


def _middle(peaks: Sequence[float]) -> str:
    return _optional(median(peaks) if peaks else None)


def _optional(size: float | None) -> str:
    return "" if size is None else figures.figure(size, figures.BYTES)


def _time(law: TimeLaw, series: SizeSeries, key: str) -> Html:
    levels = [level for level in series.levels if all(level.sizes[name] == value for name, value in law.held.items())]
    dots = [(level.sizes[law.parameter], seconds) for level in levels for seconds in level.seconds]
    heading = f"Time over {law.parameter}"
    return _law(key, heading, (law.parameter, _count), figures.SECONDS, dots, law.curve, law.extrapolated)


def _memory(law: MemoryLaw, series: SizeSeries, key: str) -> Html:
    is_card = law is series.card_memory
    dots = [
        (x, peak)
        for level in series.levels
        if (x := _against(law, level))
        for peak in (level.card_peak_bytes if is_card else level.peak_bytes)
    ]
    across = ("the data", _bytes) if law.against == DATA else (law.against, _count)
    return _law(
        key,
        f"Peak memory{' on the card' if is_card else ''} over {across[0]}",
        across,
        figures.BYTES,
        dots,
        law.curve,
        (),
    )


def _bytes(value: float) -> str:
    return round_figure(value, figures.BYTES)


def _count(value: float) -> str:
    return f"{value:,.0f}" if LEAST_COUNTED <= value < MOST_COUNTED else f"{value:.3g}"


def _against(law: MemoryLaw, level: SizeLevel) -> float | None:
    return level.data_bytes if law.against == DATA else level.sizes.get(law.against)


def _law(
    key: str,
    heading: str,
    across: tuple[str, Callable[[float], str]],
    quantity: figures.Quantity,
    dots: Sequence[tuple[float, float]],
    curve: Sequence[CurvePoint],
    extrapolated: Sequence[CurvePoint],
) -> Html:
    layers: list[Layer] = []
    for kind, points in (("law", curve), ("extrapolated", [*curve[-1:], *extrapolated] if extrapolated else [])):
        known = [point for point in points if point[1] > 0 and math.isfinite(point[1])]
        bounded = [(x, low, high) for x, _, low, high in known if math.isfinite(low) and math.isfinite(high)]
        layers += [Ribbon(bounded, COLOR, kind)] if len(bounded) > 1 else []
        layers += [Line([(x, value) for x, value, *_ in known], COLOR, kind)] if len(known) > 1 else []
    told = [(x, value, f"{across[1](x)}: {figures.figure(value, quantity)}") for x, value in dots]
    layers.append(Dots(told, COLOR))
    shown = [(x, value) for x, value, *_ in (*dots, *curve, *extrapolated)]
    scale, upright = log_scale(x for x, _ in shown), log_scale(value for _, value in shown)
    plot = Plot(
        key,
        heading,
        f"Dots are launches. {'; '.join(text for *_, text in told[:MOST_DRAWN])}.",
        Axis(across[0], scale, _spaced(scale), across[1]),
        Axis(heading, upright, ticks(upright), lambda value: round_figure(value, quantity)),
        layers,
    )
    return figure(heading, draw(plot))


def _spaced(scale: Scale) -> list[float]:
    """Ticks whose labels, which are long, don't touch."""
    return apart(ticks(scale), scale, 0.2)


def _quality(curve: QualityCurve, key: str) -> Html:
    name = f"Quality over time: {naming.solver_kind(curve.case)} on {naming.workload(curve.case)}"
    points = [(point.seconds.value, point.score, _budget(curve, point)) for point in curve.points]
    times = log_scale(seconds for seconds, *_ in points)
    scores = linear_scale([curve.target, *(score for _, score, _ in points)], zero=False)
    layers: list[Layer] = [
        Line([(times.low, curve.target), (times.high, curve.target)], GREY, "serial"),
        Line([(seconds, score) for seconds, score, _ in points], COLOR, "measured"),
        Dots(points, COLOR),
    ]
    plot = Plot(
        key,
        f"{curve.score_name} over time",
        sizing.curve_sentence(curve),
        Axis("time", times, _spaced(times), lambda value: round_figure(value, figures.SECONDS)),
        Axis(curve.score_name, scores, ticks(scores), lambda value: f"{value:.4g}".replace("-", "−")),
        layers,
    )
    columns = {
        curve.parameter: [f"{point.budget:,g}" for point in curve.points],
        "time": [figures.estimate(point.seconds, figures.SECONDS) for point in curve.points],
        curve.score_name: [figures.figure(point.score) for point in curve.points],
    }
    return tag(
        "section",
        tag("h3", name),
        tag("p", sizing.curve_sentence(curve)),
        tag("div", figure(f"{curve.score_name} over time; the line is what to reach", draw(plot)), class_="charts one"),
        table(columns, "Every budget"),
    )


def _budget(curve: QualityCurve, point: BudgetPoint) -> str:
    return f"{curve.parameter} = {point.budget:,g}: {figures.figure(point.score)}"
