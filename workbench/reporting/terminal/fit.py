"""A fit of a file or a run on a terminal: what it says, then the levels, then each law with its intervals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from workbench.analysis.scaling.throughput_space import ClassicalFit
from workbench.model.nodes import NodeScaling
from workbench.model.scaling import Scaling
from workbench.reporting import figures
from workbench.reporting.escaping import plain
from workbench.reporting.explaining import sentence
from workbench.reporting.laws import law_rows
from workbench.reporting.terminal.nodes import node_fit_blocks
from workbench.reporting.terminal.report import findings_block, printed
from workbench.reporting.terminal.scaling import levels_block

if TYPE_CHECKING:
    from rich.console import RenderableType


def render_fit(scaling: Scaling, title: str, width: int = 80, color: bool = False) -> str:
    """The fit as text of at most `width` columns; `title` names what was fitted (a file, a case)."""
    return printed(_blocks(scaling, title, width), width, color)


def render_node_fit(scaling: NodeScaling, title: str, weak: bool = False, width: int = 80, color: bool = False) -> str:
    """The same of a fit over nodes and the workers on each; `weak`: its work grows with the workers."""
    return printed(node_fit_blocks(scaling, title, weak, width), width, color) + "\n"


def _blocks(scaling: Scaling, title: str, width: int) -> Iterator[RenderableType]:
    from rich.text import Text

    yield Text(plain(title), "bold underline")
    yield Text(plain(sentence(scaling)) + "\n")
    yield from _readings(scaling)
    yield from levels_block(scaling, width)
    if scaling.laws:
        yield Text("")
        yield _laws_table(scaling)
    if scaling.findings:
        yield Text("")
        yield from findings_block(scaling.findings)


def _readings(scaling: Scaling) -> Iterator[RenderableType]:
    """What was asked first, as it stands in the tuple; a blank line after the last."""
    from rich.text import Text

    for reading in scaling.readings:
        yield Text("▸ " + plain(reading.sentence))
    if scaling.readings:
        yield Text("")


def render_classical(found: ClassicalFit) -> str:
    """The classical fit in three lines."""
    values = ", ".join(
        f"{name.replace('_', ' ')} {figures.estimate(estimate)}" for name, estimate in found.parameters.items()
    )
    lines = [f"Classical fit of throughput (absolute noise, to compare with the literature): {values}"]
    if found.peak_workers is not None and found.peak_throughput is not None:
        lines.append(f"It peaks at {found.peak_workers:.2f} workers with a throughput of {found.peak_throughput:.5g}.")
    normalised = ", ".join(f"{name} {value:.4g}" for name, value in found.normalised.items())
    lines.append(f"Normalised by the first level: {normalised}.")
    return "\n".join(lines) + "\n"


def _laws_table(scaling: Scaling) -> RenderableType:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    table.add_column("law", overflow="fold")
    table.add_column("parameters", no_wrap=True)
    table.add_column("prediction\nerror", justify="right")
    table.add_column("lack of\nfit, p", justify="right")
    for selected, (name, parameters, error, misfit) in zip(scaling.laws, law_rows(scaling), strict=True):
        cells = (name, "\n".join(parameters), error, misfit)
        table.add_row(*map(Text, cells), style="bold" if selected == scaling.selected else "")
    return table
