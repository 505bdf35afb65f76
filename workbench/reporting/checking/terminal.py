"""A check on a terminal: the answer first, then every case, worst first, then what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from workbench.model.gate import Check
from workbench.reporting.checking.sheet import check_sheet
from workbench.reporting.escaping import plain, shortened
from workbench.reporting.terminal.report import findings_block, hanging, printed
from workbench.reporting.verdicts.sheet import (
    BAD,
    FINE,
    UNSURE,
    VerdictRow,
    VerdictSheet,
    VerdictTable,
    left_out,
)

if TYPE_CHECKING:
    from rich.console import RenderableType

MOST_ROWS = 60
SIGNS = {BAD: ("✗", "bold red"), UNSURE: ("?", "yellow"), FINE: ("✓", "green")}
"""Colour only repeats the sign and the word."""
WIDEST = 120


def check_to_text(check: Check, width: int = 80, color: bool = False) -> str:
    """The check as text of at most `width` columns. Nothing in it is markup."""
    width = min(width, WIDEST)
    return printed(_blocks(check_sheet(check), check, width), width, color)


def _blocks(sheet: VerdictSheet, check: Check, width: int) -> Iterator[RenderableType]:
    from rich.text import Text

    yield Text(f"{plain(sheet.subject)}: {shortened(check.base, 50)} → {shortened(check.head, 50)}", "dim")
    yield Text(plain(sheet.answer), "bold")
    if sheet.rows:
        yield Text("")
    shown = sheet.rows[:MOST_ROWS]
    for row in shown:
        yield from _row(row)
    if len(sheet.rows) > MOST_ROWS:
        yield Text(f"{left_out(sheet.rows[MOST_ROWS:])} (all of it with --json)", "dim")
    for table in sheet.tables:
        yield from _table(table, sheet, width)
    if sheet.findings:
        yield Text("")
        yield from findings_block(sheet.findings)
    if sheet.steps:
        yield Text("\nNext", "bold underline")
    for step in sheet.steps:
        yield hanging("→", "", plain(step), 2)
    yield Text(f"\n{sheet.footnote}", "dim")


def _row(row: VerdictRow) -> Iterator[RenderableType]:
    from rich.padding import Padding
    from rich.text import Text

    sign, style = SIGNS[row.severity]
    yield hanging(sign, style, f"{row.word}  {plain(row.title)}", 2, strong=len(row.word))
    yield Padding(Text(plain(row.sentence), "" if row.severity == BAD else "dim"), (0, 0, 0, 4))


def _table(table: VerdictTable, sheet: VerdictSheet, width: int) -> Iterator[RenderableType]:
    from rich.text import Text

    yield Text("")
    if table.caption != sheet.answer:
        yield Text(plain(table.caption))
    if width >= 70:
        yield _columns(table.titles, table.rows[:MOST_ROWS])
    else:
        for name, *figures in table.rows[:MOST_ROWS]:
            told = ", ".join(f"{title} {text}" for title, text in zip(table.titles[1:], figures, strict=True))
            yield hanging("·", "", plain(f"{name}: {told}"), 2)
    if len(table.rows) > MOST_ROWS:
        yield Text(f"and {len(table.rows) - MOST_ROWS:,} more (all of it with --json)", "dim")


def _columns(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> RenderableType:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for index, title in enumerate(titles):
        table.add_column(title, overflow="fold", justify="left" if index < 2 else "right", no_wrap=index >= 2)
    for row in rows:
        table.add_row(*(Text(plain(cell)) for cell in row))
    return table
