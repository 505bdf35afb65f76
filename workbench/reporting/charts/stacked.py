"""Start-up, transfers and compute of each case, stacked: what a call waits for before it computes."""

from __future__ import annotations

import math
from typing import Any

from workbench.analysis.phase_split import COMPILE, LOAD, START, PhaseSplit
from workbench.model.report import WorkloadSection
from workbench.model.summary import CaseSummary
from workbench.reporting import figures, naming
from workbench.reporting.charts.theme import GREY, SECONDS_LABELS, rows, title
from workbench.reporting.escaping import shortened
from workbench.reporting.phases import TITLES, parts_of, splits
from workbench.reporting.series import Row

COLORS = {
    "start": "#E69F00",
    "compile": "#D55E00",
    "load": "#F0E442",
    "transfer_in": "#56B4E9",
    "compute": "#0072B2",
    "transfer_out": "#009E73",
    "wait": "#CC79A7",
    "work": "#0072B2",
    "rest": "#999999",
}
ONCE = (START, COMPILE, LOAD)
TRANSFERS = ("transfer_in", "transfer_out")
DARK = ("compute", "work", "transfer_out", "compile")
INKS = ("white", "black")
"""Of names in a dark part and in a light one."""
MOST_BARS = 20
BAR, AROUND = 42, 148
LEGEND_ROW, LEGEND_COLUMNS = 22, 3
"""Height of a bar with its name, of title and axis, and of a line of the legend, in pixels."""
LEAST_LABELLED = 0.16
"""Of the longest bar: a part of less has no room for its name."""
NAME_WIDTH = 46


def phase_rows(section: WorkloadSection, once: bool = True) -> list[Row]:
    """A row for each part of each case's start and call, best case first; empty where nothing was timed.

    Without `once` of the call alone: what is paid for every time, of the cases whose solver tells transfers.
    """
    found = splits(section.rows)
    if not once:
        found = [(row, _call(split)) for row, split in found if dict(split.parts).keys() & set(TRANSFERS)]
    shown = parts_of(found)
    names = naming.row_names([row.case for row, _ in found])
    cells: list[Row] = []
    for order, (name, (_, split)) in enumerate(zip(names, found, strict=True)):
        start = 0.0
        for part, seconds in split.parts:
            if part in shown:
                cells.append(
                    {"case": name, "order": order, "part": TITLES[part], "key": part, "from": start, "seconds": seconds}
                )
                start += seconds
    return cells


def _call(split: PhaseSplit) -> PhaseSplit:
    return PhaseSplit(tuple((part, seconds) for part, seconds in split.parts if part not in ONCE))


def transfer_finding(section: WorkloadSection) -> str:
    """What share of its call the case that transfers longest spends on it. Raises ValueError where none tells."""
    found = [
        (row, dict(split.parts)) for row, split in splits(section.rows) if dict(split.parts).keys() & set(TRANSFERS)
    ]
    shares = [sum(parts.get(name, 0.0) for name in TRANSFERS) / _seconds(row) for row, parts in found]
    most = max(range(len(found)), key=shares.__getitem__)
    row, parts = found[most]
    name = shortened(naming.row_names([row.case for row, _ in found])[most], NAME_WIDTH)
    moved = figures.figure(sum(parts.get(part, 0.0) for part in TRANSFERS), figures.SECONDS)
    call = figures.figure(_seconds(row), figures.SECONDS)
    return f"{name} moves data for {moved} of a call of {call}"


def _seconds(row: CaseSummary) -> float:
    assert row.seconds is not None
    return row.seconds.value


def phase_finding(section: WorkloadSection) -> str:
    """Where start-up weighs most, or that it weighs nowhere."""
    found = splits(section.rows)
    worst = max(found, key=lambda pair: _started(pair[1].parts) / pair[1].seconds)
    start = _started(worst[1].parts)
    call = sum(seconds for part, seconds in worst[1].parts if part != START)
    name = shortened(naming.row_names([row.case for row, _ in found])[found.index(worst)], NAME_WIDTH)
    if start < 0.05 * worst[1].seconds:
        return "Start-up costs no case more than 5 % of a first call"
    told, worked = figures.figure(start, figures.SECONDS), figures.figure(call, figures.SECONDS)
    if start > call:
        return f"{name} takes longer to start ({told}) than to compute ({worked})"
    return f"Start-up weighs most in {name}: {told} beside {worked} of work"


def stacked_chart(section: WorkloadSection, once: bool = True) -> Any:
    """The best cases with a bar each, named above it; parts with room for it carry their name. `once`: see phase_rows.

    Returns an altair.LayerChart whose title says the finding. Raises ValueError where nothing was timed.
    """
    import altair as alt

    cells = [row for row in phase_rows(section, once) if int(row["order"] or 0) < MOST_BARS]
    if not cells:
        raise ValueError("a chart of phases needs a timed case")
    count = len({row["order"] for row in cells})
    layers = [_bars(cells), _names(cells), _labels(cells)]
    legend = LEGEND_ROW * math.ceil(len({row["key"] for row in cells}) / LEGEND_COLUMNS)
    finding, told = (
        (phase_finding(section), _subtitle(section))
        if once
        else (transfer_finding(section), "one call from host memory, median over launches; compute is with data there")
    )
    return alt.layer(*layers).properties(
        title=title(finding, told), height=BAR * count + AROUND + legend, width="container"
    )


def _started(parts: tuple[tuple[str, float], ...]) -> float:
    return dict(parts).get(START, 0.0)


def _subtitle(section: WorkloadSection) -> str:
    timed = sum(row.seconds is not None for row in section.rows)
    first = ", what the first call takes longer" if _has_first_call(section) else ""
    told = f"start-up{first} and one call, median over launches, best first"
    return f"{told}; {timed - MOST_BARS:,} more are in the table" if timed > MOST_BARS else told


def _has_first_call(section: WorkloadSection) -> bool:
    return any(part in (COMPILE, LOAD) for part in parts_of(splits(section.rows)))


def _bars(cells: list[Row]) -> Any:
    import altair as alt

    keys = [key for key in COLORS if any(row["key"] == key for row in cells)]
    scale = alt.Scale(domain=[TITLES[key] for key in keys], range=[COLORS[key] for key in keys])
    legend = alt.Legend(orient="top", direction="horizontal", columns=LEGEND_COLUMNS) if len(keys) > 1 else None
    return (
        alt.Chart(rows({**row, "to": float(row["from"] or 0) + float(row["seconds"] or 0)} for row in cells))
        .mark_bar(height=16, yOffset=9)
        .encode(
            alt.X("from:Q", title="time", axis=alt.Axis(labelExpr=SECONDS_LABELS, tickCount=5, labelOverlap="greedy")),
            _y(),
            x2=alt.X2("to:Q"),
            color=alt.Color("part:N", title=None, scale=scale, legend=legend),
            tooltip=[
                alt.Tooltip("case:N"),
                alt.Tooltip("part:N"),
                alt.Tooltip("seconds:Q", title="seconds", format=".6g"),
            ],
        )
    )


def _names(cells: list[Row]) -> Any:
    import altair as alt

    first = {row["order"]: row for row in cells}
    named = [{"order": order, "name": shortened(str(row["case"]), NAME_WIDTH)} for order, row in first.items()]
    return (
        alt.Chart(rows(named))
        .mark_text(align="left", dy=-9, dx=2, color=GREY, fontSize=12)
        .encode(_y(), x=alt.XValue(0), text=alt.Text("name:N"))
    )


def _labels(cells: list[Row]) -> Any:
    """The part's name and seconds, inside it: colour alone doesn't tell parts apart."""
    import altair as alt

    longest = max(float(row["from"] or 0) + float(row["seconds"] or 0) for row in cells)
    roomy = [
        {
            "order": row["order"],
            "middle": float(row["from"] or 0) + float(row["seconds"] or 0) / 2,
            "label": row["part"],
            "dark": row["key"] in DARK,
        }
        for row in cells
        if float(row["seconds"] or 0) >= LEAST_LABELLED * longest
    ]
    return (
        alt.Chart(rows(roomy))
        .mark_text(dy=9, fontSize=11, fontWeight="bold")
        .encode(
            alt.X("middle:Q"),
            _y(),
            text=alt.Text("label:N"),
            color=alt.ColorValue(**alt.condition("datum.dark", *map(alt.value, INKS))),
        )
    )


def _y() -> Any:
    import altair as alt

    return alt.Y("order:O", axis=None, scale=alt.Scale(paddingInner=0.1, paddingOuter=0.1))
