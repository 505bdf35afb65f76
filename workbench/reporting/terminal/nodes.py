"""Nodes and the workers on each, on a terminal: what follows, then the places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from workbench.model.nodes import Nodes, NodeScaling, NodeSection
from workbench.reporting.escaping import plain
from workbench.reporting.node_tables import law_columns, place_columns
from workbench.reporting.nodes import LAW_MEANINGS, further_sentence, link_sentence, sentences
from workbench.reporting.terminal.efficiency import efficiency_block

if TYPE_CHECKING:
    from rich.console import RenderableType


LEAST_IMPORTANT = ("start-up", "launches", "bytes a call", "node-seconds", "workers")
"""Columns that go first where the terminal is too narrow."""


def nodes_block(nodes: Nodes, width: int) -> Iterator[RenderableType]:
    """Each case over nodes; then from which size on more of them pay, and on which links."""
    from rich.text import Text

    for section in nodes.sections:
        yield from _section(section, width)
    for found in nodes.further:
        yield Text(f"\n▸ {further_sentence(found)}")
        if link_sentence(found):
            yield Text(f"  {link_sentence(found)}")


def _section(section: NodeSection, width: int) -> Iterator[RenderableType]:
    from rich.text import Text

    yield Text("\n" + plain(section.title), "bold")
    yield _table(_fitting(place_columns(section.scaling), width))
    for told in section.sentences:
        yield Text(f"▸ {told}")
    yield from efficiency_block(section.efficiencies)


def node_fit_blocks(scaling: NodeScaling, title: str, weak: bool, width: int) -> Iterator[RenderableType]:
    """A fit over nodes: what it says, what was asked, the places, the laws."""
    from rich.text import Text

    yield Text(plain(title), "bold underline")
    for told in (*(reading.sentence for reading in scaling.readings), *sentences(scaling, weak)):
        yield Text(f"▸ {plain(told)}")
    yield Text("")
    yield _table(_fitting(place_columns(scaling), width))
    if scaling.laws:
        yield _table(law_columns(scaling, lambda name: LAW_MEANINGS.get(name, name)), texts=True)


def _fitting(columns: Mapping[str, Sequence[str]], width: int) -> dict[str, Sequence[str]]:
    """The columns that fit whole: half a number misleads. All of them are in JSON."""
    kept = dict(columns)
    for name in LEAST_IMPORTANT:
        if sum(max(map(len, (title, *cells))) + 1 for title, cells in kept.items()) > width:
            kept.pop(name, None)
    return kept


def _table(columns: Mapping[str, Sequence[str]], texts: bool = False) -> RenderableType:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for title in columns:
        table.add_column(Text(plain(title)), justify="left" if texts else "right", no_wrap=not texts)
    for cells in zip(*columns.values(), strict=True):
        table.add_row(*map(Text, cells))
    return table
