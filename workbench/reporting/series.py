"""Scaling series as rows for charts and tables: launches, fitted curves, the ideal."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workbench.model.report import ScalingSection
from workbench.model.scaling import Level, Scaling
from workbench.reporting import figures
from workbench.reporting.escaping import plain, shortened
from workbench.reporting.explaining import selected
from workbench.reporting.gaining import typical_seconds
from workbench.reporting.sortable import in_unit

Row = dict[str, str | int | float | None]

EXTRAPOLATED_TO = 4
"""Curves are drawn to this many times the largest worker count measured."""
MAX_LAUNCH_MARKS = 8_000
"""Of the 10,000 marks a chart may have, those left for launches; curves take the rest."""


@dataclass(frozen=True)
class Base:
    """The fewest workers measured: what speed-up and efficiency are against.

    `grows`: every level does work in proportion to its workers (weak scaling); speed-up is then scaled speed-up.
    """

    workers: int
    seconds: float
    grows: bool = False

    def work(self, workers: float) -> float:
        """How many times the work of the fewest workers is done at so many."""
        return workers / self.workers if self.grows else 1.0


@dataclass(frozen=True)
class Measure:
    """What a scaling chart shows on its upright axis."""

    key: str
    title: str
    unit: str

    def value(self, seconds: float, workers: float, base: Base) -> float:
        """`seconds` at `workers`, as this measure, against the fewest workers measured."""
        if self.key == "seconds":
            return seconds
        speedup = base.work(workers) * base.seconds / seconds
        return speedup if self.key == "speedup" else speedup * base.workers / workers

    def ideal(self, workers: float, base: Base) -> float:
        """What perfect scaling would give."""
        return self.value(base.work(workers) * base.seconds * base.workers / workers, workers, base)


MEASURES: Mapping[str, Measure] = {
    "speedup": Measure("speedup", "speed-up", "×"),
    "seconds": Measure("seconds", "time", "s"),
    "efficiency": Measure("efficiency", "efficiency", "%"),
}


def base_of(scaling: Scaling) -> Base:
    """The smallest level of a series, at the centre of its launches."""
    return Base(scaling.levels[0].workers, typical_seconds(scaling.levels[0]), scaling.experiment == "weak")


def launch_rows(sections: Iterable[ScalingSection], measure: Measure, most: int = MAX_LAUNCH_MARKS) -> list[Row]:
    """A row a launch. Beyond `most` each level keeps launches spread evenly over its order statistics."""
    levels = [(section, base_of(section.scaling), level) for section in sections for level in section.scaling.levels]
    allowed = max(2, most // max(1, len(levels)))
    return [
        {
            "series": label(section),
            "workers": level.workers,
            "value": measure.value(seconds, level.workers, base),
            "seconds": seconds,
        }
        for section, base, level in levels
        for seconds in _spread(level.seconds, allowed)
    ]


def curve_rows(sections: Iterable[ScalingSection], measure: Measure) -> list[Row]:
    """The selected law of each series with its ribbon; `line` tells the measured range from the extrapolation."""
    rows: list[Row] = []
    for section in sections:
        law = selected(section.scaling)
        if law is None:
            continue
        base = base_of(section.scaling)
        farthest = EXTRAPOLATED_TO * section.scaling.levels[-1].workers
        for line, points in (("fitted law", law.curve), ("extrapolation", law.extrapolated)):
            drawn = (point for point in points if point[0] <= farthest and point[1] > 0)
            rows += [{"series": label(section), "line": line, **_point(point, measure, base)} for point in drawn]
    return rows


def _point(point: tuple[float, float, float, float], measure: Measure, base: Base) -> Row:
    """One point of a curve; an end of the ribbon that the data don't bound is None."""
    workers, seconds, low, high = point
    bounded = low > 0 and math.isfinite(high)
    bounds = sorted(measure.value(end, workers, base) for end in (low, high)) if bounded else (None, None)
    value = measure.value(seconds, workers, base)
    return {"workers": workers, "value": value, "low": bounds[0], "high": bounds[1]}


def median_rows(sections: Iterable[ScalingSection], measure: Measure) -> list[Row]:
    """The centre of each level, of the series that no law describes: what a line may join, and no more."""
    return [
        {
            "series": label(section),
            "line": "measured, no law",
            "workers": level.workers,
            "value": measure.value(typical_seconds(level), level.workers, base_of(section.scaling)),
            "low": None,
            "high": None,
        }
        for section in sections
        if selected(section.scaling) is None
        for level in section.scaling.levels
    ]


def ideal_rows(sections: Iterable[ScalingSection], measure: Measure) -> list[Row]:
    """The ideal line of each series, over the range it was measured in."""
    ends = ((section, level) for section in sections for level in _ends(section.scaling))
    return [
        {
            "series": label(section),
            "line": "ideal",
            "workers": level.workers,
            "value": measure.ideal(level.workers, base_of(section.scaling)),
        }
        for section, level in ends
    ]


def _ends(scaling: Scaling) -> tuple[Level, Level]:
    return scaling.levels[0], scaling.levels[-1]


def level_columns(scaling: Scaling) -> dict[str, list[str | float | None]]:
    """The levels as columns for a table that sorts by number: title with unit → values."""
    serial = {level.workers: level.serial_fraction for level in scaling.karp_flatt}
    base = base_of(scaling)
    typical = [(level.workers, typical_seconds(level)) for level in scaling.levels]
    columns: dict[str, list[str | float | None]] = {
        "workers": [level.workers for level in scaling.levels],
        "launches": [len(level.seconds) for level in scaling.levels],
        **in_unit("time", [seconds for _, seconds in typical], figures.SECONDS),
        f"{'scaled ' if base.grows else ''}speed-up, ×": [
            MEASURES["speedup"].value(seconds, workers, base) for workers, seconds in typical
        ],
        "efficiency, %": [100 * MEASURES["efficiency"].value(seconds, workers, base) for workers, seconds in typical],
    }
    if serial:
        columns["Karp-Flatt serial fraction"] = [
            figures.estimate(serial[workers], figures.FRACTION) if workers in serial else "" for workers, _ in typical
        ]
    return columns


def label(section: ScalingSection) -> str:
    """A series' name, short enough for a legend and told apart from others of the same beginning."""
    text = plain(section.title)
    return text if len(text) <= LABEL_WIDTH else f"{shortened(text, LABEL_WIDTH - 8)} #{section.case.id[:6]}"


LABEL_WIDTH = 64


def _spread(seconds: tuple[float, ...], allowed: int) -> tuple[float, ...]:
    if len(seconds) <= allowed:
        return seconds
    ordered = sorted(seconds)
    step = (len(ordered) - 1) / (allowed - 1)
    return tuple(ordered[round(index * step)] for index in range(allowed))
