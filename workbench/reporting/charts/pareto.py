"""What time buys, with the Pareto front: filled and numbered marks on a line, so that colour alone never tells it."""

from __future__ import annotations

from typing import Any

from workbench.analysis.pareto import BEHIND, FRONT, OPEN
from workbench.reporting import figures
from workbench.reporting.charts.theme import (
    BYTES_LABELS,
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
from workbench.reporting.series import Row
from workbench.reporting.trade_offs import MEMORY, UNEQUAL, TradeOff, trade_off_finding

TELLING = {
    FRONT: "worth having",
    OPEN: "can't be told from those",
    BEHIND: "outdone",
    UNEQUAL: "worse score, not ranked",
}
FAINT = 0.55
AROUND_PEAKS = 1.3


def pareto_chart(found: TradeOff, height: int = 380, named: bool = True) -> Any:
    """Each case a mark with its interval of time, and of memory where that is what stands upright.

    `named`: beneath it stands which solver has which colour and shape; False for a second chart beside it. Returns an
    altair.LayerChart of at most 10,000 marks whose title says the finding.
    """

    marks = [_row(found, index) for index in range(len(found.points))]
    legend_at = "bottom" if named else None
    hue, form = color("group", found.groups, legend_at), shape("group", found.groups, legend_at)
    layers = [*_equal_band(found), _times(found, marks, hue)]
    if found.key == MEMORY:
        layers.append(_peaks(found, marks, hue))
    layers += [_front_line(found, marks), _points(found, marks, hue, form), _numbers(found, marks)]
    return layered(layers).properties(
        title=title(trade_off_finding(found), _subtitle(found)),
        height=height + (legend_height(found.groups) if named else 0),
        width="container",
    )


def _row(found: TradeOff, index: int) -> Row:
    point = found.points[index]
    seconds = point.row.seconds
    assert seconds is not None
    return {
        "case": point.name,
        "group": point.group,
        "seconds": point.seconds,
        "low": seconds.low,
        "high": seconds.high,
        "value": point.value,
        "value_low": point.value_low,
        "value_high": point.value_high,
        "standing": point.standing,
        "told": TELLING[point.standing],
        "time": figures.estimate(seconds, figures.SECONDS),
        "worth": point.worth,
        "number": None if point.number is None else str(point.number),
    }


def _subtitle(found: TradeOff) -> str:
    told = ["filled and numbered: worth having"]
    standings = {point.standing for point in found.points}
    if OPEN in standings:
        told.append("rings: can't be told from those")
    if BEHIND in standings:
        told.append("faint rings: outdone")
    if UNEQUAL in standings:
        told.append("dotted rings: worse score")
    if found.equal_from is not None and found.equal_from != found.equal_to:
        told.append("grey band: as good as the best")
    return "; ".join(told)


def _equal_band(found: TradeOff) -> list[Any]:
    """The scores that count as equal to the best."""
    import altair as alt

    if found.equal_from is None or found.equal_from == found.equal_to:
        return []
    band = rows([{"value": found.equal_from, "high": found.equal_to}])
    return [alt.Chart(band).mark_rect(color=GREY, opacity=0.18).encode(_y(found), y2=alt.Y2("high:Q"))]


def _times(found: TradeOff, marks: list[Row], hue: Any) -> Any:
    import altair as alt

    bounded = [row for row in marks if row["low"] is not None and row["high"] is not None]
    return (
        alt.Chart(rows(bounded))
        .mark_rule(strokeWidth=1.5)
        .encode(_x(found, "low"), _y(found), x2=alt.X2("high:Q"), color=hue, opacity=_opacity())
    )


def _peaks(found: TradeOff, marks: list[Row], hue: Any) -> Any:
    import altair as alt

    bounded = [row for row in marks if row["value_high"] is not None]
    return (
        alt.Chart(rows(bounded))
        .mark_rule(strokeWidth=1.5)
        .encode(_x(found), _y(found, "value_low"), y2=alt.Y2("value_high:Q"), color=hue, opacity=_opacity())
    )


def _front_line(found: TradeOff, marks: list[Row]) -> Any:
    """Steps: between two of the front, nothing better is to be had than the faster gives."""
    import altair as alt

    front = [row for row in marks if row["standing"] == FRONT]
    return (
        alt.Chart(rows(front))
        .mark_line(interpolate="step-after", color=GREY, strokeWidth=1.5)
        .encode(_x(found), _y(found))
    )


def _points(found: TradeOff, marks: list[Row], hue: Any, form: Any) -> Any:
    import altair as alt

    on_front = "datum.standing === 'front'"
    tooltip = [
        alt.Tooltip("case:N", title="case"),
        alt.Tooltip("time:N", title="time"),
        alt.Tooltip("worth:N", title=found.title if found.key == MEMORY else "score"),
        alt.Tooltip("seconds:Q", title="seconds", format=".6g"),
        alt.Tooltip("value:Q", title="bytes, at least" if found.key == MEMORY else "exact score", format=".6~g"),
        alt.Tooltip("told:N", title="standing"),
    ]
    return (
        alt.Chart(rows(marks))
        .mark_point(strokeWidth=1.8)
        .encode(
            _x(found),
            _y(found),
            color=hue,
            shape=form,
            fill=alt.FillValue(**alt.condition(on_front, hue, alt.value("transparent"))),
            size=alt.SizeValue(**alt.condition(on_front, alt.value(260), alt.value(80))),
            strokeDash=alt.StrokeDashValue(
                **alt.condition(f"datum.standing === '{UNEQUAL}'", alt.value([2, 2]), alt.value([1, 0]))
            ),
            opacity=_opacity(),
            tooltip=tooltip,
        )
    )


def _numbers(found: TradeOff, marks: list[Row]) -> Any:
    import altair as alt

    front = [row for row in marks if row["number"] is not None]
    return (
        alt.Chart(rows(front))
        .mark_text(dy=-16, fontSize=13, fontWeight="bold", color=GREY)
        .encode(_x(found), _y(found), text=alt.Text("number:N"))
    )


def _opacity() -> Any:
    import altair as alt

    faint = f"datum.standing === '{BEHIND}' || datum.standing === '{UNEQUAL}'"
    return alt.OpacityValue(**alt.condition(faint, alt.value(FAINT), alt.value(0.9)))


def _x(found: TradeOff, field: str = "seconds") -> Any:
    import altair as alt

    scale = alt.Scale(type="log", nice=False, padding=18)
    ends = [end for point in found.points if (time := point.row.seconds) for end in (time.low, time.high, time.value)]
    axis = log_axis((end for end in ends if end is not None), SECONDS_LABELS, grid=False)
    return alt.X(f"{field}:Q", title="time", scale=scale, axis=axis)


def _y(found: TradeOff, field: str = "value") -> Any:
    import altair as alt

    if found.key == MEMORY:
        scale = alt.Scale(type="log", nice=False, padding=18)
        ends = [end for point in found.points for end in (point.value_low, point.value_high) if end is not None]
        axis = log_axis(ends, BYTES_LABELS)
        return alt.Y(f"{field}:Q", title="peak memory, at least (line: at most)", scale=scale, axis=axis)
    better = "higher" if found.higher_is_better else "lower"
    scale = alt.Scale(zero=False, padding=18)
    return alt.Y(f"{field}:Q", title=f"{found.title} ({better} is better)", scale=scale, axis=alt.Axis(format="~g"))
