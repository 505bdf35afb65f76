"""A scaling series on a terminal: its levels as a small table with bars, then what they say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.model.report import ScalingSection
from workbench.model.scaling import Scaling
from workbench.reporting import figures
from workbench.reporting.certainty import certainty
from workbench.reporting.escaping import plain
from workbench.reporting.gaining import typical_seconds
from workbench.reporting.terminal.efficiency import efficiency_block

if TYPE_CHECKING:
    from rich.console import RenderableType

BAR = 24
WIDE = 110
GAP = 2
KARP_FLATT = "Karp-Flatt"


@dataclass(frozen=True)
class Column:
    """A heading with a cell for each level. The least important go first where the terminal is too narrow."""

    title: str
    cells: tuple[str, ...]
    importance: int

    @property
    def width(self) -> int:
        """Terminal columns that it takes."""
        return max(map(len, (self.title, *self.cells)))


def scaling_block(section: ScalingSection, width: int) -> Iterator[RenderableType]:
    """Title, levels, sentence."""
    from rich.text import Text

    yield Text("\n" + plain(section.title), "bold")
    yield from levels_block(section.scaling, width)
    yield Text(plain(section.sentence))
    yield from efficiency_block(section.efficiencies)


def levels_block(scaling: Scaling, width: int) -> Iterator[RenderableType]:
    """The levels as a table, with a bar where it fits; beneath it what brackets mean and what there is no room for."""
    from rich.text import Text

    columns = _columns(scaling)
    shown = _fitting(columns, width)
    yield _table(shown, _bars(scaling) if width >= WIDE else None)
    if any(column.title == KARP_FLATT for column in shown) and certainty(scaling):
        yield Text(certainty(scaling), "dim")
    hidden = [column.title for column in columns if column not in shown]
    if hidden:
        yield Text(f"not shown at this width: {', '.join(hidden)} (all of it with --json)", "dim")


def _columns(scaling: Scaling) -> list[Column]:
    """Workers, seconds, speed-up against the fewest workers, efficiency and, of strong scaling, Karp-Flatt."""
    levels, base = scaling.levels, scaling.levels[0]
    serial = {level.workers: figures.estimate(level.serial_fraction, figures.FRACTION) for level in scaling.karp_flatt}
    times = _times(scaling)
    shares = [each * base.workers / level.workers for each, level in zip(times, levels, strict=True)]
    found = (
        ("workers", [f"{level.workers:,}" for level in levels], 9),
        ("launches", [f"{len(level.seconds):,}" for level in levels], 2),
        ("time", [figures.figure(typical_seconds(level), figures.SECONDS) for level in levels], 8),
        (_speedup(scaling), [figures.figure(each, figures.RATIO) for each in times], 7),
        ("efficiency", [figures.figure(share, figures.SHARE) for share in shares], 5),
        (KARP_FLATT, [serial.get(level.workers, "") for level in levels], 4),
    )
    return [Column(title, tuple(cells), importance) for title, cells, importance in found if any(cells)]


def _speedup(scaling: Scaling) -> str:
    return "scaled speed-up" if scaling.experiment == "weak" else "speed-up"


def _times(scaling: Scaling) -> list[float]:
    """How many times faster each level is than the first or, of weak scaling, how many times more it does a second."""
    base, weak = scaling.levels[0], scaling.experiment == "weak"
    return [
        typical_seconds(base) / typical_seconds(level) * (level.workers / base.workers if weak else 1.0)
        for level in scaling.levels
    ]


def _fitting(columns: Sequence[Column], width: int) -> list[Column]:
    """The columns that fit, at least the most important two: whole ones, for half a number misleads."""
    kept = list(columns)
    while len(kept) > 2 and sum(column.width for column in kept) + GAP * (len(kept) - 1) > width:
        kept.remove(min(kept, key=lambda column: column.importance))
    return kept


def _table(columns: Sequence[Column], bars: Column | None) -> RenderableType:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, padding=(0, GAP - 1, 0, 0), pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(Text(column.title), justify="right", no_wrap=True)
    if bars is not None:
        table.add_column(Text(bars.title), no_wrap=True)
    for row in zip(*(column.cells for column in (*columns, *(() if bars is None else (bars,)))), strict=True):
        table.add_row(*map(Text, row))
    return table


def _bars(scaling: Scaling) -> Column:
    ideals = [level.workers / scaling.levels[0].workers for level in scaling.levels]
    bars = (_bar(times, ideal, ideals[-1]) for times, ideal in zip(_times(scaling), ideals, strict=True))
    return Column(f"{_speedup(scaling)}: ━ measured, · ideal", tuple(bars), 1)


def _bar(times: float, ideal: float, largest: float) -> str:
    scale = BAR / max(largest, 1.0)
    measured = max(1, round(times * scale))
    return "━" * min(measured, BAR + 4) + "·" * max(0, round(ideal * scale) - measured)
