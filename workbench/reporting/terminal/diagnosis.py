"""What held each case back on a terminal: a cause with its cases and figures, what to do beneath it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from workbench.model.report import Report
from workbench.reporting.causes import GOOD, cause_groups

if TYPE_CHECKING:
    from rich.console import RenderableType


def diagnosis_block(report: Report) -> Iterator[RenderableType]:
    """A few lines a cause. A sign tells the good state from the others; colour only repeats it."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    for group in cause_groups(report):
        good = group.cause == GOOD
        grid = Table.grid(padding=0)
        grid.add_column(width=2, no_wrap=True)
        grid.add_column(overflow="fold")
        sign = Text("✓", "green") if good else Text("▸", "yellow")
        grid.add_row(sign, Text.assemble((group.label, "bold"), f" · {group.text}"))
        yield grid
        if group.remedy is not None:
            yield Padding(Text(f"→ {group.remedy}"), (0, 0, 0, 2))
