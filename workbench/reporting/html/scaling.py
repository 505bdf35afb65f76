"""The charts of one case over its worker counts: speed-up, time, efficiency and Karp-Flatt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from workbench.analysis.scaling.paying import level_seconds, speedup
from workbench.model.estimate import Estimate
from workbench.model.report import ScalingSection
from workbench.model.scaling import Scaling
from workbench.reporting import figures
from workbench.reporting.explaining import serial_fraction
from workbench.reporting.gaining import typical_seconds
from workbench.reporting.html.figure import COLORS, GREY, figure, round_figure
from workbench.reporting.html.markup import Html, tag
from workbench.reporting.html.plot import Axis, Dots, Layer, Line, Plot, Ribbon, Whiskers, draw
from workbench.reporting.html.scale import Scale, apart, doublings, linear_scale, log_scale, ticks
from workbench.reporting.series import MEASURES, Measure, Row, base_of, curve_rows, ideal_rows, launch_rows

COLOR = COLORS[0]
QUANTITIES = {"speedup": figures.RATIO, "seconds": figures.SECONDS, "efficiency": figures.SHARE}
HIGHEST_SERIAL = 1.5
"""Intervals of the serial fraction that reach further are cut: beyond 1 it only says that workers slow it down."""


@dataclass(frozen=True)
class Drawn:
    """One series with its measure's rows."""

    section: ScalingSection
    measure: Measure
    launches: Sequence[Row]
    curves: Sequence[Row]
    ideals: Sequence[Row]


def charts(section: ScalingSection, key: str, most_dots: int) -> Html:
    """The four charts side by side where there is room, each of at most so many launches; `key` is unique."""
    drawn = [_chart(_rows(section, measure, most_dots), f"{key}-{measure.key}") for measure in MEASURES.values()]
    return tag(
        "div", *drawn, *([_karp_flatt(section, f"{key}-serial")] if section.scaling.karp_flatt else []), class_="charts"
    )


def levels(section: ScalingSection) -> dict[str, list[str]]:
    """The figures behind the charts: title → a cell for each worker count."""
    scaling = section.scaling
    base, weak = scaling.levels[0], scaling.experiment == "weak"
    serial = {level.workers: figures.estimate(level.serial_fraction, figures.FRACTION) for level in scaling.karp_flatt}
    times = [_times(speedup(base, level), level.workers / base.workers if weak else 1.0) for level in scaling.levels]
    columns = {
        "workers": [f"{level.workers:,}" for level in scaling.levels],
        "launches": [f"{len(level.seconds):,}" for level in scaling.levels],
        "time": [figures.estimate(level_seconds(level), figures.SECONDS) for level in scaling.levels],
        speedup_title(scaling): [
            _speedup(found, level is base) for found, level in zip(times, scaling.levels, strict=True)
        ],
        "efficiency": [
            figures.figure(found.value * base.workers / level.workers, figures.SHARE)
            for found, level in zip(times, scaling.levels, strict=True)
        ],
        "Karp-Flatt": [serial.get(level.workers, "") for level in scaling.levels],
    }
    return {title: cells for title, cells in columns.items() if any(cells)}


def _times(found: Estimate, work: float) -> Estimate:
    """A speed-up at so many times the work."""
    low = None if found.low is None else work * found.low
    high = None if found.high is None else work * found.high
    return replace(found, value=work * found.value, low=low, high=high)


def speedup_title(scaling: Scaling) -> str:
    """What the ratio of times is called: of weak scaling it counts the work that grew."""
    return "scaled speed-up" if scaling.experiment == "weak" else "speed-up"


def _speedup(found: Estimate, is_base: bool) -> str:
    return figures.figure(1.0, figures.RATIO) if is_base else figures.estimate(found, figures.RATIO)


def _rows(section: ScalingSection, measure: Measure, most_dots: int) -> Drawn:
    one = (section,)
    return Drawn(
        section, measure, launch_rows(one, measure, most_dots), curve_rows(one, measure), ideal_rows(one, measure)
    )


def _chart(drawn: Drawn, key: str) -> Html:
    measure = drawn.measure
    quantity = QUANTITIES[measure.key]
    bounded = [row for row in drawn.curves if row["low"] is not None]
    layers: list[Layer] = [
        Ribbon([(_of(row, "workers"), _of(row, "low"), _of(row, "high")) for row in line], COLOR, kind)
        for kind, line in _lines(bounded)
    ]
    layers.append(Line([(_of(row, "workers"), _of(row, "value")) for row in drawn.ideals], GREY, "ideal"))
    layers += [
        Line([(_of(row, "workers"), _of(row, "value")) for row in line], COLOR, kind)
        for kind, line in _lines(drawn.curves)
    ]
    if not drawn.curves:
        layers.append(Line(_middles(drawn), COLOR, "measured"))
    layers.append(Dots([_dot(row, measure) for row in drawn.launches], COLOR))
    # The ribbon may be very wide beyond what was measured: the lines decide what is shown, and it is cut there.
    shown = [_of(row, "value") for row in (*drawn.launches, *drawn.curves, *drawn.ideals)]
    scale = linear_scale(shown) if measure.key == "efficiency" else log_scale(shown)
    marks = doublings(scale) if measure.key == "speedup" else ticks(scale)
    named = speedup_title(drawn.section.scaling) if measure.key == "speedup" else measure.title
    upright = Axis(named, scale, marks, lambda value: round_figure(value, quantity))
    title = named[0].upper() + named[1:]
    plot = Plot(key, f"{title} by workers", _told(drawn, quantity), _across(drawn), upright, layers)
    return figure(title, draw(plot))


def _middles(drawn: Drawn) -> list[tuple[float, float]]:
    scaling = drawn.section.scaling
    base = base_of(scaling)
    return [
        (level.workers, drawn.measure.value(typical_seconds(level), level.workers, base)) for level in scaling.levels
    ]


def _across(drawn: Drawn) -> Axis:
    counts = [level.workers for level in drawn.section.scaling.levels]
    scale = log_scale([*counts, *(_of(row, "workers") for row in drawn.curves)])
    return _workers_axis(counts, scale)


def _workers_axis(counts: Sequence[int], scale: Scale) -> Axis:
    beyond = [float(2**power) for power in range(20) if counts[-1] < 2**power <= scale.high]
    return Axis("workers", scale, apart([*counts, *beyond], scale), lambda value: f"{value:,.0f}")


def _told(drawn: Drawn, quantity: figures.Quantity) -> str:
    """The chart in words, for whoever doesn't see it."""
    told = [f"{workers:g} workers: {figures.figure(value, quantity)}" for workers, value in _middles(drawn)]
    law = "a law with its interval and what it says beyond them" if drawn.curves else "no law"
    return f"Dots are launches, with {law}. {'; '.join(told)}."


def _dot(row: Row, measure: Measure) -> tuple[float, float, str]:
    seconds = figures.figure(_of(row, "seconds"), figures.SECONDS)
    value = figures.figure(_of(row, "value"), QUANTITIES[measure.key])
    told = seconds if measure.key == "seconds" else f"{value} ({seconds})"
    return _of(row, "workers"), _of(row, "value"), f"{row['workers']} workers: {told}"


def _lines(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """The measured range and what lies beyond, which begins where that ends."""
    inner = [row for row in rows if row["line"] == "fitted law"]
    outer = [row for row in rows if row["line"] == "extrapolation"]
    found = [("law", inner), ("extrapolated", inner[-1:] + outer if outer else [])]
    return [(kind, line) for kind, line in found if len(line) > 1]


def _karp_flatt(section: ScalingSection, key: str) -> Html:
    scaling = section.scaling
    found = [(level.workers, level.serial_fraction) for level in scaling.karp_flatt]
    fitted, known = serial_fraction(scaling), section.known_serial_fraction
    ends: tuple[float, float] = (scaling.levels[0].workers, scaling.levels[-1].workers)
    layers: list[Layer] = []
    if fitted is not None:
        if fitted.low is not None and fitted.high is not None:
            layers.append(Ribbon([(end, fitted.low, fitted.high) for end in ends], COLOR, "law"))
        layers.append(Line([(end, fitted.value) for end in ends], COLOR, "law"))
    if known is not None:
        layers.append(Line([(end, known) for end in ends], GREY, "ideal"))
    layers.append(Whiskers([(x, low, high) for x, low, high in _bounds(found)], COLOR))
    layers.append(Dots([(count, each.value, _serial(count, each)) for count, each in found], COLOR))
    values = [end for _, *both in _bounds(found) for end in both] + [each.value for _, each in found]
    scale = linear_scale([max(-0.1, min(HIGHEST_SERIAL, value)) for value in [*values, *([known] if known else [])]])
    plot = Plot(
        key,
        "Karp-Flatt serial fraction by workers",
        "; ".join(_serial(count, each) for count, each in found) + ".",
        _workers_axis([level.workers for level in scaling.levels], log_scale(ends)),
        Axis("serial fraction", scale, ticks(scale), lambda value: round_figure(value, figures.FRACTION)),
        layers,
    )
    note = "Flat: a serial part. Rising: overhead that grows with workers."
    return figure("Karp-Flatt serial fraction", draw(plot), note)


def _bounds(found: Sequence[tuple[int, Estimate]]) -> list[tuple[float, float, float]]:
    return [(count, each.low, each.high) for count, each in found if each.low is not None and each.high is not None]


def _serial(workers: int, found: Estimate) -> str:
    return f"{workers} workers: {figures.estimate(found, figures.FRACTION)}"


def _of(row: Row, name: str) -> float:
    value = row[name]
    assert isinstance(value, (int, float))
    return value
