"""Histories on a terminal: what changed first, then the line of values, then the table of changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from workbench.analysis.case_names import counted
from workbench.analysis.changes.spikes import spikes
from workbench.model.change import MACHINE, History
from workbench.reporting import figures
from workbench.reporting.escaping import plain, shortened
from workbench.reporting.sparkline import spans, sparkline
from workbench.reporting.telling_changes import answers, date, p_value, percent, revision
from workbench.reporting.terminal.report import findings_block, printed

if TYPE_CHECKING:
    from rich.console import RenderableType

QUANTITIES = {"seconds": figures.SECONDS, "bytes": figures.BYTES}
VERDICT_STYLES = {"slower": "bold red", "worse": "bold red", "faster": "green", "better": "green"}
WIDEST_LINE = 100


def render_histories(histories: Sequence[History], width: int = 80, color: bool = False) -> str:
    """Those that changed whole, the others counted, a single one whole in any case; at most `width` columns."""
    return printed(_blocks(histories, width), width, color)


def _blocks(histories: Sequence[History], width: int) -> Iterator[RenderableType]:
    from rich.text import Text

    shown = [each for each in histories if each.changes] or list(histories[:1])
    for each in shown if len(histories) == 1 or any(each.changes for each in histories) else ():
        yield from _history(each, width)
        yield Text("")
    steady = sum(1 for each in histories if each.tested and not each.changes)
    untested = sum(1 for each in histories if not each.tested)
    if len(histories) > 1:
        told = f"no change found in {steady} of {len(histories)} histories"
        yield Text(
            told
            + (
                f"; {untested} {'has' if untested == 1 else 'have'} too few revisions of one machine"
                if untested
                else ""
            )
        )


def _history(history: History, width: int) -> Iterator[RenderableType]:
    from rich.text import Text

    yield Text(_title(history), "bold underline")
    for index, told in enumerate(answers(history)):
        changed = list(reversed(history.changes))[index] if history.changes else None
        calm = changed is None or changed.explained_by
        yield Text(f"▸ {told}", "" if calm or changed is None else VERDICT_STYLES[changed.verdict])
    yield Text("")
    yield from _line(history, min(width, WIDEST_LINE))
    if history.changes:
        yield Text("")
        yield _table(history)
    marks = [f"{revision(history.points[mark.index].revision)}: {plain(mark.text)}" for mark in history.marks]
    if marks:
        yield Text("\nNew beside the code: " + "; ".join(shortened(told, 90) for told in marks[:5]))
        if len(marks) > 5:
            yield Text(f"and {len(marks) - 5} more (all of them with --json)", "dim")
    if history.findings:
        yield Text("")
        yield from findings_block(history.findings)


def _title(history: History) -> str:
    named = " · ".join(filter(None, (history.suite, history.title, history.measure.title)))
    dates = [told for told in (date(point.at) for point in history.points) if told]
    period = f", {min(dates)} to {max(dates)}" if dates else ""
    return f"{plain(named)}: {len(history.points)} revisions{period}"


def _line(history: History, width: int) -> Iterator[RenderableType]:
    from rich.text import Text

    values = [point.value for point in history.points]
    quantity = QUANTITIES.get(history.measure.unit, figures.NUMBER)
    spiky = spikes(np.log(values)).tolist()
    level = [value for value, spike in zip(values, spiky, strict=True) if not spike]
    yield Text(sparkline(values, width, min(level), max(level)))
    beneath = _marks_line(history, width)
    if beneath.strip():
        yield Text(beneath)
    told = f"{figures.figure(min(level), quantity)} to {figures.figure(max(level), quantity)}"
    if any(spiky):
        told += f", without {counted(sum(spiky), 'spike')} of up to {figures.figure(max(values), quantity)}"
    yield Text(told + ("; ▲ change · m machine · v versions" if beneath.strip() else ""), "dim")


def _marks_line(history: History, width: int) -> str:
    letters = {mark.index: "m" if mark.kind == MACHINE else "v" for mark in history.marks}
    letters.update({change.index: "▲" for change in history.changes})
    order = " vm▲"
    columns = spans(len(history.points), width)
    return "".join(
        max((letters.get(index, " ") for index in range(begin, end)), key=order.index) for begin, end in columns
    ).rstrip()


def _table(history: History) -> RenderableType:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for heading in ("since", "date", "last good … first bad", "verdict", "by", "p"):
        table.add_column(heading, overflow="fold")
    for change in history.changes:
        verdict = change.verdict + (" (not the code)" if change.explained_by else "")
        table.add_row(
            Text(revision(change.revision)),
            Text(date(change.at)),
            Text(f"{revision(change.last_good)} … {revision(change.first_bad)}"),
            Text(verdict),
            Text(percent(change.ratio)),
            Text(p_value(change.p_value).removeprefix("p ").removeprefix("= ")),
        )
    return table
