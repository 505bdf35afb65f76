"""COST: each backend's time by cores beside the line of the best serial solver, which it has to get below."""

from __future__ import annotations

from typing import Any

from workbench.model.cost import BEATS, NONE_MEASURED, Cost
from workbench.reporting import figures, naming
from workbench.reporting.charts.theme import (
    GREY,
    SECONDS_LABELS,
    color,
    layered,
    legend_height,
    log_axis,
    rows,
    shape,
    title,
)
from workbench.reporting.escaping import shortened
from workbench.reporting.series import Row

ASIDE = 0.02
"""How far neighbours at the same cores are set apart, as a share of a doubling for each."""


def cost_rows(found: Cost) -> list[Row]:
    """A row a configuration, in base units."""
    return [
        {
            "case": naming.case_name(each.case),
            "system": shortened(backend.system, 40),
            "cores": each.cores,
            "seconds": each.seconds.value,
            "low": each.seconds.low,
            "high": each.seconds.high,
            "times as fast as serial": each.ratio.value,
            "time": figures.estimate(each.seconds, figures.SECONDS),
            "ratio": figures.estimate(each.ratio, figures.RATIO),
            "smallest": each is backend.smallest,
        }
        for backend in found.backends
        for each in backend.configurations
    ]


def cost_finding(found: Cost) -> str:
    """Which backend beats one good thread with the fewest cores, or that none does."""
    winners = [each for each in found.backends if each.verdict == BEATS and each.smallest is not None]
    if winners:
        best = min(winners, key=lambda each: each.smallest.cores if each.smallest else 0)
        assert best.smallest is not None
        return (
            f"{shortened(best.system, 40)} needs {best.smallest.cores:,} cores to beat one good thread"
            if best.smallest.cores != 1
            else f"{shortened(best.system, 40)} beats one good thread with 1 core"
        )
    if all(each.verdict == NONE_MEASURED for each in found.backends):
        return "No backend measured beats one good thread"
    return "Whether any backend beats one good thread can't be told"


def cost_chart(found: Cost, height: int = 400) -> Any:
    """Returns an altair.LayerChart whose title says the finding."""

    names = tuple(shortened(backend.system, 40) for backend in found.backends)
    marks = [{**row, "serial": found.base_seconds.value} for row in _apart(cost_rows(found), names)]
    below = f"dashed: {shortened(naming.solver(found.base), 60)} on serial, the line to get below"
    layers = [*_serial(found, marks), _lines(marks, names), _intervals(marks, names), _points(marks, names)]
    return layered(layers).properties(
        title=title(cost_finding(found), below), height=height + legend_height(names), width="container"
    )


def _apart(cells: list[Row], names: tuple[str, ...]) -> list[Row]:
    """Neighbours side by side, so that intervals at the same cores don't hide one another."""
    middle = (len(names) - 1) / 2
    return [
        {**row, "at": float(row["cores"] or 1) * 2 ** (ASIDE * (names.index(str(row["system"])) - middle))}
        for row in cells
    ]


def _serial(found: Cost, marks: list[Row]) -> list[Any]:
    import altair as alt

    base = found.base_seconds
    cores = [float(row["at"] or 1) for row in marks]
    ends = [{"at": end, "seconds": base.value, "low": base.low, "high": base.high} for end in _span(cores)]
    told = [
        alt.Tooltip("seconds:Q", title="best serial, seconds", format=".6g"),
    ]
    line = (
        alt.Chart(rows(ends))
        .mark_line(strokeDash=[6, 4], color=GREY, strokeWidth=2)
        .encode(_x(marks), _y(marks), tooltip=told)
    )
    if base.low is None or base.high is None:
        return [line]
    band = (
        alt.Chart(rows(ends))
        .mark_area(opacity=0.2, color=GREY)
        .encode(_x(marks), _y(marks, "low"), y2=alt.Y2("high:Q"))
    )
    return [band, line]


def _lines(marks: list[Row], names: tuple[str, ...]) -> Any:
    import altair as alt

    fastest: dict[tuple[object, object], Row] = {}
    for row in sorted(marks, key=lambda row: -float(row["seconds"] or 0)):
        fastest[row["system"], row["cores"]] = row
    return (
        alt.Chart(rows(fastest.values()))
        .mark_line(strokeWidth=1.8)
        .encode(_x(marks), _y(marks), color=color("system", names))
    )


def _intervals(marks: list[Row], names: tuple[str, ...]) -> Any:
    import altair as alt

    bounded = [row for row in marks if row["low"] is not None and row["high"] is not None]
    return (
        alt.Chart(rows(bounded))
        .mark_rule(strokeWidth=1.8)
        .encode(_x(marks), _y(marks, "low"), y2=alt.Y2("high:Q"), color=color("system", names))
    )


def _points(marks: list[Row], names: tuple[str, ...]) -> Any:
    import altair as alt

    return (
        alt.Chart(rows(marks))
        .mark_point(filled=True, size=80)
        .encode(
            _x(marks),
            _y(marks),
            color=color("system", names),
            shape=shape("system", names),
            tooltip=[
                alt.Tooltip("case:N", title="case"),
                alt.Tooltip("cores:Q", title="cores"),
                alt.Tooltip("time:N", title="time"),
                alt.Tooltip("ratio:N", title="× as fast as serial"),
                alt.Tooltip("seconds:Q", title="seconds", format=".6g"),
            ],
        )
    )


def _span(cores: list[float]) -> tuple[float, float]:
    return min(*cores, 1.0) * 0.93, max(*cores, 1.0) * 1.07


def _x(marks: list[Row]) -> Any:
    import altair as alt

    cores = sorted({int(row["cores"] or 1) for row in marks} | {1})
    scale = alt.Scale(type="log", base=2, nice=False, domain=_span([float(row["at"] or 1) for row in marks]))
    axis = alt.Axis(values=cores, format="d", grid=False, labelOverlap="greedy")
    return alt.X("at:Q", title="cores", scale=scale, axis=axis)


def _y(marks: list[Row], field: str = "seconds") -> Any:
    import altair as alt

    ends = [
        end
        for row in marks
        for end in (row["low"], row["high"], row["seconds"], row["serial"])
        if isinstance(end, float)
    ]
    scale = alt.Scale(type="log", nice=False, padding=14)
    return alt.Y(f"{field}:Q", title="time", scale=scale, axis=log_axis(ends, SECONDS_LABELS))
