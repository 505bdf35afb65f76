"""One history as a chart: a point a run, its levels, where they changed, and what else was new."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

from workbench.model.change import MACHINE, History, Point
from workbench.reporting.charts import theme
from workbench.reporting.escaping import plain, shortened
from workbench.reporting.series import Row
from workbench.reporting.telling_changes import answers, date, explanation, percent, revision
from workbench.reporting.verdicts.sheet import quantity_of

MOST_POINTS = 3_000
"""The newest ones; a chart of more is a smear."""
HEIGHT = 400
NAME_WIDTH = 40
HASH_DIGITS, AXIS_DIGITS = 12, 7
CHANGE, NOT_CODE, NEW_MACHINE, NEW_VERSIONS = "change", "change, not the code", "another machine", "new versions"
RULES = {
    CHANGE: ("#D55E00", [1, 0]),
    NOT_CODE: ("#CC79A7", [10, 3]),
    NEW_MACHINE: (theme.GREY, [6, 4]),
    NEW_VERSIONS: (theme.GREY, [2, 3]),
}
"""What stands upright in the chart: colour and dash."""

Address = Callable[[str], str]
"""Where a run's id leads."""


def history_chart(history: History, address: Address | None = None) -> Any:
    """Medians of runs in their order, the oldest left; a point leads to `address` of its run.

    Each machine has its shape and colour; a bar at the median of each level; upright lines where the level changed
    and where a machine or versions were new. Returns an altair.LayerChart of at most 10,000 marks whose title says the
    finding. Raises ValueError without a point.
    """
    if not history.points:
        raise ValueError("a chart of a history needs at least one point")
    import altair as alt

    quantity = quantity_of(history.measure)
    divisor, unit = quantity.scale(max(point.value for point in history.points))
    rows = point_rows(history, address)
    for row in rows:
        row["shown"] = float(row["value"] or 0) / divisor
    places = [row["place"] for row in rows]
    labels = [_label(point) for point in history.points[-len(rows) :]]
    x = alt.X(
        "place:O",
        title="run, the oldest first",
        scale=alt.Scale(domain=places),
        axis=alt.Axis(labelExpr=f"{json.dumps(labels)}[datum.value - {places[0]}]", labelAngle=-40, labelOverlap=True),
    )
    axis = f"{history.measure.title}, {unit.strip()}" if unit.strip() else plain(history.measure.title)
    y = alt.Y("shown:Q", title=axis, scale=alt.Scale(zero=False, nice=True))
    return alt.layer(
        _rules(history, rows, x), _levels(history, rows, x, y), _line(rows, x, y), _points(rows, x, y)
    ).properties(
        title=theme.title(finding(history), "one point a run, its median; bar: median of the level"),
        height=HEIGHT,
        width="container",
    )


def finding(history: History) -> str:
    """The case and its latest change, or that there is none."""
    name = shortened(history.title, NAME_WIDTH)
    if not history.changes:
        return f"{name}: {next(answers(history))}"
    change = history.changes[-1]
    told = f"{percent(change.ratio)} {'more' if change.ratio.value > 1 else 'less'} {plain(history.measure.title)}"
    return f"{name}: {told} since {revision(change.revision)}{explanation(change)}"


def point_rows(history: History, address: Address | None = None) -> list[Row]:
    """A row a point: its place (from 1), run, revision, date, machine, launches and value in base units."""
    shown = history.points[-MOST_POINTS:]
    first = len(history.points) - len(shown) + 1
    return [
        {
            "place": place,
            "run": plain(point.run_id or ""),
            "revision": revision(point.revision),
            "date": date(point.at),
            "machine": shortened(point.machine or "unknown", NAME_WIDTH),
            "launches": point.launches,
            "value": point.value,
            **({"url": address(point.run_id)} if address is not None and point.run_id else {}),
        }
        for place, point in enumerate(shown, first)
    ]


def _label(point: Point) -> str:
    """A revision, short enough for an axis."""
    is_hash = len(point.revision) >= HASH_DIGITS and set(point.revision[:HASH_DIGITS]) <= set("0123456789abcdef")
    return point.revision[:AXIS_DIGITS] if is_hash else shortened(point.revision, 2 * AXIS_DIGITS)


def _points(rows: Sequence[Row], x: Any, y: Any) -> Any:
    import altair as alt

    machines = list(dict.fromkeys(str(row["machine"]) for row in rows))
    legend = theme.legend(machines)
    encodings: dict[str, Any] = {"href": alt.Href("url:N")} if "url" in rows[0] else {}
    return (
        alt.Chart(theme.rows(rows))
        .mark_point(filled=True, size=65, opacity=0.9)
        .encode(
            x,
            y,
            color=alt.Color("machine:N", title=None, scale=theme.color_scale(machines), legend=legend),
            shape=alt.Shape("machine:N", title=None, scale=theme.shape_scale(machines), legend=legend),
            tooltip=[
                alt.Tooltip("run:N"),
                alt.Tooltip("revision:N"),
                alt.Tooltip("date:N"),
                alt.Tooltip("machine:N"),
                alt.Tooltip("launches:Q"),
                alt.Tooltip("value:Q", title="value, base units", format=".6g"),
            ],
            **encodings,
        )
    )


def _line(rows: Sequence[Row], x: Any, y: Any) -> Any:
    """Thin, and broken between machines: nothing is compared across them."""
    import altair as alt

    return (
        alt.Chart(theme.rows(rows))
        .mark_line(strokeWidth=1, color=theme.GREY, opacity=0.6)
        .encode(x, y, detail=alt.Detail("machine:N"))
    )


def _levels(history: History, rows: Sequence[Row], x: Any, y: Any) -> Any:
    """The median of each stretch between changes, machine by machine."""
    import altair as alt

    cuts = [change.index + 1 for change in history.changes]
    stretches: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        stretch = sum(cut <= int(row["place"] or 0) for cut in cuts)
        stretches.setdefault((str(row["machine"]), stretch), []).append(row)
    bars = [
        {"place": row["place"], "shown": median(float(each["shown"] or 0) for each in members), "stretch": str(key)}
        for key, members in stretches.items()
        for row in (members[0], members[-1])
    ]
    return (
        alt.Chart(theme.rows(bars))
        .mark_line(strokeWidth=4, opacity=0.5, color=theme.PALETTE[0])
        .encode(x, y, detail=alt.Detail("stretch:N"))
    )


def _rules(history: History, rows: Sequence[Row], x: Any) -> Any:
    import altair as alt

    first = int(rows[0]["place"] or 1)
    marks = [
        {
            "place": mark.index + 1,
            "what": NEW_MACHINE if mark.kind == MACHINE else NEW_VERSIONS,
            "text": plain(mark.text),
        }
        for mark in history.marks
    ] + [
        {
            "place": change.index + 1,
            "what": NOT_CODE if change.explained_by else CHANGE,
            "text": f"{percent(change.ratio)} since {revision(change.revision)}{explanation(change)}",
        }
        for change in history.changes
    ]
    drawn = [mark for mark in marks if int(str(mark["place"])) >= first]
    known = [what for what in RULES if any(mark["what"] == what for mark in drawn)]
    colors = alt.Scale(domain=known, range=[RULES[what][0] for what in known])
    dashes = alt.Scale(domain=known, range=[RULES[what][1] for what in known])
    legend = alt.Legend(orient="top", direction="horizontal", columns=2, symbolType="stroke", symbolSize=300)
    return (
        alt.Chart(theme.rows(drawn))
        .mark_rule(strokeWidth=2)
        .encode(
            x,
            stroke=alt.Stroke("what:N", title=None, scale=colors, legend=legend),
            strokeDash=alt.StrokeDash("what:N", title=None, scale=dashes, legend=legend),
            tooltip=[alt.Tooltip("what:N", title="what"), alt.Tooltip("text:N", title="told")],
        )
    )
