"""A workload's rows as a table that fits its terminal: cells grow to two lines before a column goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.analysis.case_names import shared_package
from workbench.model.report import WorkloadSection
from workbench.model.summary import CaseSummary
from workbench.reporting.escaping import shortened
from workbench.reporting.ranking import rank
from workbench.reporting.tables import FIGURE, Column, interval_kinds, lay_out

if TYPE_CHECKING:
    from rich.console import RenderableType

GAP = 2
LONGEST_WORD = 44
RATIOS = ("speedup", "cost")
NEEDED = 10
"""Columns of this importance are never left out."""


@dataclass(frozen=True)
class Fitted:
    """Columns with what their cells say: on two lines if `stacked`; if `terse`, ratios and figures without brackets.

    `prefix` is what all solver names began with and is left out.
    """

    columns: tuple[Column, ...]
    stacked: bool = False
    terse: bool = False
    hidden: tuple[Column, ...] = ()
    prefix: str = ""

    def title(self, column: Column) -> str:
        """The heading, on two lines in a stacked table."""
        return column.title.replace(" ", "\n", 1) if self.stacked else column.title

    def cell(self, column: Column, row: CaseSummary) -> str:
        """The text of one cell; in a stacked table the interval, the unit or the variant moves to a second line."""
        text = column.text(row)
        if column.number is None:
            text = shortened(text.removeprefix(self.prefix), LONGEST_WORD)
        if self.terse and column.key in RATIOS:
            return text.partition(" ")[0]
        if self.terse and column.key.startswith(FIGURE):
            return text.partition(" (")[0]
        return _stacked(column, text) if self.stacked else text

    def width(self, rows: Sequence[CaseSummary]) -> int:
        """Terminal columns that the table takes."""
        from rich.cells import cell_len

        widths = [
            max(cell_len(line) for text in (self.title(column), *texts) for line in text.split("\n"))
            for column, texts in ((each, [self.cell(each, row) for row in rows]) for each in self.columns)
        ]
        return sum(widths) + GAP * (len(widths) - 1)


def workload_table(section: WorkloadSection, width: int) -> Iterator[RenderableType]:
    """The timed rows, best first, under a line of what they share; footnotes say what the brackets mean."""
    from rich.text import Text

    rows = [row for row in section.rows if row.seconds is not None]
    layout = lay_out(rows)
    table = fitted(layout.columns, rows, width)
    common = [f"{title} {text}" for title, text in layout.common]
    if table.prefix:
        common.insert(0, f"solver {table.prefix}…")
    if common:
        yield Text("all: " + " · ".join(common), "dim")
    yield _table(table, rows)
    for meaning in interval_kinds(rows).values():
        yield Text(meaning, "dim")
    missing = [column.title for column in table.hidden]
    if table.terse and any(column.key in RATIOS for column in table.columns):
        missing.append("intervals of ratios")
    if table.terse and any(column.key.startswith(FIGURE) for column in table.columns):
        missing.append("smallest and largest of figures")
    if missing:
        yield Text(f"not shown at this width: {', '.join(missing)} (all of it with --json)", "dim")


def fitted(columns: Sequence[Column], rows: Sequence[CaseSummary], width: int) -> Fitted:
    """The table that loses least at `width`: one line a row, else two, else without the least important columns."""
    told_apart = any(column.key == "solver" for column in columns)
    prefix = shared_package(row.case.solver_title or "" for row in rows) if told_apart and len(rows) > 1 else ""
    table = Fitted(tuple(columns))
    wholes = (
        table,
        replace(table, stacked=True, prefix=prefix),
        replace(table, stacked=True, terse=True, prefix=prefix),
    )
    for table in wholes:
        if table.width(rows) <= width:
            return table
    while table.width(rows) > width:
        least = min(reversed(table.columns), key=lambda column: column.importance)
        if least.importance >= NEEDED:
            break
        kept = tuple(column for column in table.columns if column is not least)
        table = replace(table, columns=kept, hidden=(*table.hidden, least))
    return table


def _stacked(column: Column, text: str) -> str:
    marks = ("[",) if column.key == "solver" else (" [", " (", " MB", " GB")
    for mark in marks if column.key == "solver" or column.number is not None else ():
        head, found, tail = text.partition(mark)
        if found:
            return f"{head}\n{found.lstrip()}{tail}"
    return text


def _table(fit: Fitted, rows: Sequence[CaseSummary]) -> RenderableType:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, padding=(0, GAP - 1, 0, 0), pad_edge=False, show_edge=False)
    for column in fit.columns:
        right = column.number is not None
        table.add_column(Text(fit.title(column)), justify="right" if right else "left", no_wrap=right, overflow="fold")
    ranking = rank(rows)
    for row in ranking.ranked:
        table.add_row(*(Text(fit.cell(column, row)) for column in fit.columns), style="bold" if row is rows[0] else "")
    if ranking.unequal:
        table.add_section()
        table.add_row(Text("worse in quality,\nso not ranked:", "italic"))
    for row in ranking.unequal:
        table.add_row(*(Text(fit.cell(column, row)) for column in fit.columns), style="dim")
    return table
