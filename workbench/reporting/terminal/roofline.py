"""How near cases come to the roofline, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from workbench.model.roofline import RooflinePoint
from workbench.reporting.rooflines import MEANING, roofline_lines

if TYPE_CHECKING:
    from rich.console import RenderableType

MOST_LINES = 12


def roofline_block(points: Sequence[RooflinePoint]) -> Iterator[RenderableType]:
    """A line a case, the nearest to its roof first, and what a roofline is."""
    from rich.text import Text

    lines = list(roofline_lines(points))
    for name, told in lines[:MOST_LINES]:
        yield Text.assemble("  ", (name, "bold"), f": {told}")
    if len(lines) > MOST_LINES:
        yield Text(f"  and {len(lines) - MOST_LINES:,} more: workbench show --json", "dim")
    if lines:
        yield Text(f"  {MEANING}", "dim")
