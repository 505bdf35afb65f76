"""Time, speed-up and efficiency against workers. Altair is imported when a chart is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workbench.model.report import ScalingSection
from workbench.reporting import figures
from workbench.reporting.charts.theme import (
    GREY,
    PALETTE,
    color_scale,
    layered,
    legend,
    legend_height,
    rows,
    shape_scale,
    title,
)
from workbench.reporting.explaining import selected
from workbench.reporting.gaining import gain, typical_seconds
from workbench.reporting.series import (
    MEASURES,
    Measure,
    Row,
    base_of,
    curve_rows,
    ideal_rows,
    label,
    launch_rows,
    median_rows,
)

LINES = {"fitted law": [1, 0], "extrapolation": [6, 4], "measured, no law": [10, 3, 2, 3], "ideal": [2, 3]}
ASKED = PALETTE[5]


@dataclass(frozen=True)
class Marks:
    """The rows of one chart."""

    names: tuple[str, ...]
    launches: list[Row]
    curves: list[Row]
    ideals: list[Row]

    @property
    def levels(self) -> list[int]:
        """The worker counts measured."""
        return sorted({int(row["workers"] or 0) for row in self.launches})

    @property
    def farthest(self) -> float:
        """The largest worker count drawn."""
        return max(float(row["workers"] or 0) for row in (*self.launches, *self.curves))


def scaling_chart(
    sections: Sequence[ScalingSection], measure: str = "speedup", height: int = 420, asked: float | None = None
) -> Any:
    """Launches as dots, the fitted law with its ribbon, its extrapolation dashed, the ideal dotted.

    Dots are hollow, so that no series hides another. Where no law may be trusted a broken line joins the medians.

    `measure` is a key of MEASURES, `asked` a value of it that a line across shows (a deadline). Returns an
    altair.LayerChart of at most 10,000 marks whose title says the finding. Raises KeyError for another measure,
    ValueError without a series.
    """
    if not sections:
        raise ValueError("a scaling chart needs at least one series")

    shown = MEASURES[measure]
    names = tuple(label(section) for section in sections)
    curves = [*curve_rows(sections, shown), *median_rows(sections, shown)]
    marks = Marks(names, launch_rows(sections, shown), curves, ideal_rows(sections, shown))
    layers = [_ribbon(marks, shown), _ideal(marks, shown), _lines(marks, shown), _dots(marks, shown)]
    if asked is not None:
        layers += _asked(asked, shown)
    return layered(layers).properties(
        title=title(finding(sections, shown), _subtitle(sections)),
        height=height + legend_height(names),
        width="container",
    )


def finding(sections: Sequence[ScalingSection], measure: Measure) -> str:
    """What the chart shows, said of the series that gains most."""
    best = max(sections, key=_times)
    if best.scaling.experiment == "weak":
        return f"{label(best)}: {_scaled(best, measure)}"
    found = gain(best.scaling)
    if found is None:
        return f"{label(best)}: one worker count"
    if found.verdict == "slower":
        return f"{label(best)}: more workers don't help"
    if found.verdict == "undecided":
        return f"{label(best)}: whether more workers help can't be told"
    base, level, times = found.base, found.level, found.speedup.value
    fastest = figures.figure(typical_seconds(level), figures.SECONDS)
    slowest = figures.figure(typical_seconds(base), figures.SECONDS)
    told = {
        "speedup": f"{figures.figure(times, figures.RATIO)} at {level.workers} workers",
        "seconds": f"{slowest} at {base.workers}, {fastest} at {level.workers} workers",
        "efficiency": f"{figures.figure(times * base.workers / level.workers, figures.SHARE)} efficient "
        f"at {level.workers} workers",
    }[measure.key]
    return f"{label(best)}: {told}"


def _scaled(section: ScalingSection, measure: Measure) -> str:
    """Of weak scaling: what the most workers come to."""
    most, base = section.scaling.levels[-1], base_of(section.scaling)
    value = measure.value(typical_seconds(most), most.workers, base)
    quantity = {"speedup": figures.RATIO, "seconds": figures.SECONDS, "efficiency": figures.SHARE}[measure.key]
    told = "" if measure.key == "seconds" else f" {measure.title}"
    return f"{figures.figure(value, quantity)}{told} for {base.work(most.workers):g} times the work"


def _times(section: ScalingSection) -> float:
    found = gain(section.scaling)
    return 0.0 if found is None else found.speedup.value


def _subtitle(sections: Sequence[ScalingSection]) -> str:
    if all(selected(section.scaling) is None for section in sections):
        return "one ring a launch; no law can be told from these levels"
    return "one ring a launch; ribbon: 95 % interval of the law"


def _ribbon(marks: Marks, measure: Measure) -> Any:
    import altair as alt

    bounded = [row for row in marks.curves if row.get("low") is not None]
    return (
        alt.Chart(rows(bounded))
        .mark_area(opacity=0.2)
        .encode(_x(marks), _y(measure, "low"), y2=alt.Y2("high:Q"), color=_color(marks), detail=alt.Detail("line:N"))
    )


def _ideal(marks: Marks, measure: Measure) -> Any:
    import altair as alt

    return (
        alt.Chart(rows(marks.ideals))
        .mark_line(strokeWidth=1.5, color=GREY)
        .encode(_x(marks), _y(measure), strokeDash=_dash(marks), detail=alt.Detail("series:N"))
    )


def _lines(marks: Marks, measure: Measure) -> Any:
    import altair as alt

    tooltip = [
        alt.Tooltip("series:N", title="series"),
        alt.Tooltip("line:N", title="line"),
        alt.Tooltip("workers:Q", title="workers", format=".4~g"),
        alt.Tooltip("value:Q", title=measure.title, format=".4g"),
        alt.Tooltip("low:Q", title="at least", format=".4g"),
        alt.Tooltip("high:Q", title="at most", format=".4g"),
    ]
    return (
        alt.Chart(rows(marks.curves))
        .mark_line(strokeWidth=2)
        .encode(_x(marks), _y(measure), color=_color(marks), strokeDash=_dash(marks), tooltip=tooltip)
    )


def _asked(value: float, measure: Measure) -> list[Any]:
    """What was asked for, as a line across with its value."""
    import altair as alt

    quantity = {"speedup": figures.RATIO, "seconds": figures.SECONDS, "efficiency": figures.SHARE}[measure.key]
    mark = rows([{"value": value, "told": f"asked: {figures.figure(value, quantity)}"}])
    line = alt.Chart(mark).mark_rule(color=ASKED, strokeWidth=2).encode(_y(measure))
    text = alt.Chart(mark).mark_text(align="right", dx=-4, dy=-8, color=GREY, fontWeight="bold")
    return [line, text.encode(_y(measure), x=alt.XValue("width"), text=alt.Text("told:N"))]


def _dots(marks: Marks, measure: Measure) -> Any:
    import altair as alt

    shape = alt.Shape("series:N", title=None, scale=shape_scale(marks.names), legend=legend(marks.names))
    tooltip = [
        alt.Tooltip("series:N", title="series"),
        alt.Tooltip("workers:Q", title="workers"),
        alt.Tooltip("seconds:Q", title="seconds", format=".6g"),
        alt.Tooltip("value:Q", title=measure.title, format=".4g"),
    ]
    return (
        alt.Chart(rows(marks.launches))
        .mark_point(filled=False, strokeWidth=1.8, opacity=0.85, size=70)
        .encode(_x(marks), _y(measure), color=_color(marks), shape=shape, tooltip=tooltip)
    )


def _x(marks: Marks) -> Any:
    import altair as alt

    levels = marks.levels
    beyond = [2**power for power in range(20) if levels[-1] < 2**power <= marks.farthest]
    scale = alt.Scale(type="log", base=2, nice=False, domain=[levels[0] * 0.93, marks.farthest * 1.07])
    axis = alt.Axis(values=levels + beyond, format="d", grid=False, labelOverlap="greedy")
    return alt.X("workers:Q", title="workers", scale=scale, axis=axis)


def _y(measure: Measure, field: str = "value") -> Any:
    import altair as alt

    if measure.key == "efficiency":
        scale, form = alt.Scale(zero=True), "%"
    else:
        scale, form = alt.Scale(type="log", base=2 if measure.key == "speedup" else 10, nice=False), "~g"
    axis = alt.Axis(format=form, tickCount=6)
    return alt.Y(f"{field}:Q", title=f"{measure.title}, {measure.unit}", scale=scale, axis=axis)


def _color(marks: Marks) -> Any:
    import altair as alt

    return alt.Color("series:N", title=None, scale=color_scale(marks.names), legend=legend(marks.names))


def _dash(marks: Marks) -> Any:
    import altair as alt

    lines = [line for line in LINES if line == "ideal" or any(row["line"] == line for row in marks.curves)]
    scale = alt.Scale(domain=lines, range=[LINES[line] for line in lines])
    told = alt.Legend(orient="bottom", direction="horizontal", symbolSize=400, symbolStrokeColor=GREY)
    return alt.StrokeDash("line:N", title=None, scale=scale, legend=told)
