"""A scaling series on a terminal: its levels as a small table with bars, then what they say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from workbench.model.report import ScalingSection
from workbench.model.scaling import Scaling
from workbench.reporting import figures
from workbench.reporting.escaping import plain
from workbench.reporting.gaining import typical_seconds

if TYPE_CHECKING:
    from rich.console import RenderableType

BAR = 24
WIDE = 110


def scaling_block(section: ScalingSection, width: int) -> Iterator[RenderableType]:
    """Title, levels, sentence."""
    from rich.text import Text

    yield Text("\n" + plain(section.title), "bold")
    yield levels_table(section.scaling, width)
    yield Text(plain(section.sentence))


def levels_table(scaling: Scaling, width: int) -> RenderableType:
    """Workers, seconds, speed-up against the fewest workers, efficiency and Karp-Flatt, with a bar where it fits."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    base = scaling.levels[0]
    weak = scaling.experiment == "weak"
    speedup = "scaled speed-up" if weak else "speed-up"
    for title in ("workers", "launches", "time", speedup, "efficiency", *(() if weak else ("Karp-Flatt",))):
        table.add_column(Text(title), justify="right", no_wrap=True)
    wide = width >= WIDE
    if wide:
        table.add_column(Text(f"{speedup}: ━ measured, · ideal"), no_wrap=True)
    serial = {level.workers: level.serial_fraction for level in scaling.karp_flatt}
    largest = scaling.levels[-1].workers / base.workers
    for level in scaling.levels:
        ideal = level.workers / base.workers
        times = typical_seconds(base) / typical_seconds(level) * (ideal if weak else 1.0)
        row = [
            f"{level.workers:,}",
            f"{len(level.seconds):,}",
            figures.figure(typical_seconds(level), figures.SECONDS),
            figures.figure(times, figures.RATIO),
            figures.figure(times / ideal, figures.SHARE),
        ]
        if not weak:
            row.append(figures.estimate(serial[level.workers], figures.FRACTION) if level.workers in serial else "")
        table.add_row(*map(Text, [*row, _bar(times, ideal, largest)] if wide else row))
    return table


def _bar(times: float, ideal: float, largest: float) -> str:
    scale = BAR / max(largest, 1.0)
    measured = max(1, round(times * scale))
    return "━" * min(measured, BAR + 4) + "·" * max(0, round(ideal * scale) - measured)
