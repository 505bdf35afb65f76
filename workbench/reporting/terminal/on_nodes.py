"""What cases used of each node of their cluster, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from workbench.model.node_figures import NodeFigures
from workbench.reporting.on_nodes import MEANING, node_lines

if TYPE_CHECKING:
    from rich.console import RenderableType

MOST_LINES = 12


def node_figures_block(rows: Sequence[NodeFigures]) -> Iterator[RenderableType]:
    """A line a case and node, and what its figures mean."""
    from rich.padding import Padding
    from rich.text import Text

    lines = list(node_lines(rows))
    for name, told in lines[:MOST_LINES]:
        yield Padding(Text.assemble((name, "bold"), f": {told}"), (0, 0, 0, 2))
    if len(lines) > MOST_LINES:
        yield Text(f"  and {len(lines) - MOST_LINES:,} more: workbench show --json", "dim")
    yield Padding(Text(MEANING, "dim"), (0, 0, 0, 2))
