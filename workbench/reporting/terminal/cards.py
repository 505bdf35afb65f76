"""Cards beside all cores, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from workbench.model.card_comparison import CardComparison, Prices
from workbench.reporting.card_comparisons import base_sentence, comparison_columns, meaning, title, verdict

if TYPE_CHECKING:
    from rich.console import RenderableType

WIDE = 150
"""From so many columns on a table has room for every figure with its interval."""
NAME = "case"


def cards_block(found: Sequence[CardComparison], prices: Prices, width: int) -> Iterator[RenderableType]:
    """Each problem: what follows, then each case with its figures; what the words mean once at the end."""
    from rich.padding import Padding
    from rich.text import Text

    for each in found:
        yield Text("\n" + title(each), "bold")
        yield Padding(Text(f"{verdict(each)} {base_sentence(each)}"), (0, 0, 0, 2))
        columns = comparison_columns(each, prices)
        if width >= WIDE:
            yield _table(columns)
        else:
            yield from _lines(columns)
    for line in meaning(prices):
        yield Text(line, "dim")


def _table(columns: Mapping[str, Sequence[str]]) -> RenderableType:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for name in columns:
        table.add_column(Text(name), justify="left" if name == NAME else "right", no_wrap=name == NAME)
    for row in zip(*columns.values(), strict=True):
        table.add_row(*map(Text, row))
    return table


def _lines(columns: Mapping[str, Sequence[str]]) -> Iterator[RenderableType]:
    from rich.padding import Padding
    from rich.text import Text

    figures = [name for name in columns if name != NAME]
    for index, name in enumerate(columns[NAME]):
        told = "; ".join(f"{title} {columns[title][index]}" for title in figures if columns[title][index])
        yield Padding(Text.assemble((name, "bold"), f": {told}"), (0, 0, 0, 4))
