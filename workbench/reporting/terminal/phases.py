"""Where a call's time goes, on a terminal, of the cases whose solver tells."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from workbench.model.report import WorkloadSection
from workbench.reporting import figures, naming
from workbench.reporting.escaping import shortened
from workbench.reporting.phases import TITLES, parts_of, splits

if TYPE_CHECKING:
    from rich.console import RenderableType

SHADES = "█▓▒░"
BAR = 24
WIDE = 120
LONGEST_NAME = 40


def phase_block(section: WorkloadSection, width: int) -> Iterator[RenderableType]:
    """A row for each case that tells its inner phases, with a bar where it fits; nothing where none does."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    found = [(row, split) for row, split in splits(section.rows) if split.has_inner]
    if not found:
        return
    parts = parts_of(found)
    longest = max(split.seconds for _, split in found)
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    table.add_column("time by phase", no_wrap=True, overflow="ellipsis")
    for name in parts:
        title = f"{_shade(parts, name)} {TITLES[name]}"
        table.add_column(title.replace(" ", "\n", 1) if width < WIDE else title, justify="right", no_wrap=True)
    if width >= WIDE:
        table.add_column("", no_wrap=True, width=BAR)
    for name_of_row, (_, split) in zip(naming.row_names([row.case for row, _ in found]), found, strict=True):
        seconds = dict(split.parts)
        cells = [figures.figure(seconds[name], figures.SECONDS) if name in seconds else "" for name in parts]
        bar = _bar(parts, [seconds.get(name, 0.0) / longest for name in parts])
        table.add_row(*map(Text, [shortened(name_of_row, LONGEST_NAME), *cells, *([bar] if width >= WIDE else [])]))
    yield Text("")
    yield table


def _bar(parts: Sequence[str], shares: Sequence[float]) -> str:
    """Each part from where the parts before it end, rounded: together never longer than the whole."""
    ends = [round(BAR * end) for end in itertools.accumulate(shares, initial=0.0)]
    lengths = (last - first for first, last in itertools.pairwise(ends))
    return "".join(_shade(parts, name) * length for name, length in zip(parts, lengths, strict=True))


def _shade(parts: Sequence[str], name: str) -> str:
    return SHADES[parts.index(name) % len(SHADES)]
