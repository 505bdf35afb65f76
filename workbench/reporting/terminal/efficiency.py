"""POP's efficiencies of a series on a terminal: where its parallel time went."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from workbench.model.efficiency import Efficiencies
from workbench.reporting.efficiencies import factor_columns, factor_meaning

if TYPE_CHECKING:
    from rich.console import RenderableType


def efficiency_block(levels: Sequence[Efficiencies]) -> Iterator[RenderableType]:
    """A row a level, and what the columns mean; nothing where fewer than two levels are known."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    if len(levels) < 2:
        return
    columns = factor_columns(levels)
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for title in columns:
        table.add_column(Text(title), justify="right")
    for cells in zip(*columns.values(), strict=True):
        table.add_row(*map(Text, cells))
    yield table
    yield Text(factor_meaning(levels), "dim")
