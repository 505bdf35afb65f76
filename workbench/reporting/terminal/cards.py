"""Cards beside all cores, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from workbench.model.card_comparison import CardComparison, Prices
from workbench.reporting.card_comparisons import (
    base_sentence,
    comparison_columns,
    meaning,
    title,
    verdict,
)

if TYPE_CHECKING:
    from rich.console import RenderableType


WIDE = 150
"""From so many columns on times are told with their intervals; else only the sentence above them has one."""


def cards_block(found: Sequence[CardComparison], prices: Prices, width: int) -> Iterator[RenderableType]:
    """Each problem: what follows, then a row a case; what the words mean once at the end."""
    from rich import box
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    for each in found:
        yield Text("\n" + title(each), "bold")
        yield Padding(Text(f"{verdict(each)} {base_sentence(each)}"), (0, 0, 0, 2))
        columns = comparison_columns(each, prices, intervals=width >= WIDE)
        table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
        for index, name in enumerate(columns):
            table.add_column(Text(name), justify="right" if index else "left", no_wrap=not index)
        for row in zip(*columns.values(), strict=True):
            table.add_row(*map(Text, row))
        yield table
    for line in meaning(prices):
        yield Text(line, "dim")
