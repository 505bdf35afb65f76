"""A report on a terminal: the answer first, then the evidence, then what to do next."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TextIO

from workbench.model.finding import Finding
from workbench.model.nodes import Nodes
from workbench.model.reason import brief
from workbench.model.report import Report, WorkloadSection
from workbench.model.run import RunHeader
from workbench.model.sizes import Sizes
from workbench.model.summary import CaseSummary
from workbench.model.units import format_bytes
from workbench.reporting import naming
from workbench.reporting.advising import next_steps
from workbench.reporting.condensing import condensed, told_once
from workbench.reporting.costing import cost_sentence
from workbench.reporting.escaping import plain, shortened
from workbench.reporting.ranking import is_skipped
from workbench.reporting.rooflines import unplaced_sentence
from workbench.reporting.terminal.cards import cards_block
from workbench.reporting.terminal.diagnosis import diagnosis_block
from workbench.reporting.terminal.nodes import nodes_block
from workbench.reporting.terminal.on_nodes import node_figures_block
from workbench.reporting.terminal.phases import phase_block
from workbench.reporting.terminal.roofline import roofline_block
from workbench.reporting.terminal.scaling import scaling_block
from workbench.reporting.terminal.sizes import sizes_block
from workbench.reporting.terminal.table import workload_table

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

SIGNS = {"error": ("✗", "bold red"), "warning": ("!", "yellow"), "info": ("i", "cyan")}
"""A severity is told by its sign and its word; colour only repeats it."""


def render(report: Report, width: int = 80, color: bool = False) -> str:
    """The report as text of at most `width` columns, with ANSI colours if asked. Nothing in it is markup."""
    return printed(_blocks(report, width), width, color)


def printed(blocks: Iterable[RenderableType], width: int, color: bool) -> str:
    """Blocks as lines without trailing spaces, the last without a newline."""
    file = io.StringIO()
    console = _console(file, width, color)
    for block in blocks:
        console.print(block)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines())


def findings_block(findings: Sequence[Finding]) -> Iterator[RenderableType]:
    """Each finding with its sign and severity, its remedy beneath it; errors first."""
    from rich.padding import Padding
    from rich.text import Text

    order = list(SIGNS)
    for finding in sorted(findings, key=lambda finding: order.index(finding.severity)):
        sign, style = SIGNS[finding.severity]
        yield hanging(f"{sign} {finding.severity}", style, plain(finding.message))
        if finding.remedy is not None:
            yield Padding(Text(f"→ {plain(finding.remedy)}"), (0, 0, 0, 12))


def _console(file: TextIO, width: int, color: bool) -> Console:
    from rich.console import Console

    return Console(
        file=file,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )


def _blocks(report: Report, width: int) -> Iterator[RenderableType]:
    yield from _heading(report)
    yield from _answers(report)
    for section in report.workloads:
        yield from _workload(section, width)
    yield from _laws(report, width)
    yield from _devices(report, width)
    if report.node_figures:
        yield _title("On the nodes")
        yield from node_figures_block(report.node_figures)
    if report.diagnoses:
        yield _title("What held each case back")
        yield from diagnosis_block(report)
    if report.findings:
        yield _title("Findings")
        yield from findings_block(report.findings)
    steps = next_steps(report)
    if steps:
        yield _title("Next")
    for step in steps:
        yield hanging("→", "", step, indent=2)


def _devices(report: Report, width: int) -> Iterator[RenderableType]:
    if report.cards:
        yield _title("Cards beside all cores")
        yield from cards_block(report.cards, report.prices, width)
    unplaced = unplaced_sentence(report)
    if report.rooflines or unplaced:
        yield _title("Roofline")
        yield from roofline_block(report.rooflines)
    if unplaced:
        yield hanging("", "", unplaced, indent=2)


def _laws(report: Report, width: int) -> Iterator[RenderableType]:
    if report.scaling:
        yield _title("Scaling")
        for scaled in report.scaling:
            yield from scaling_block(scaled, width)
    if report.nodes != Nodes():
        yield _title("Nodes")
        yield from nodes_block(report.nodes, width)
    if report.sizes != Sizes():
        yield _title("Sizes")
        yield from sizes_block(report.sizes)


def _heading(report: Report) -> Iterator[RenderableType]:
    from rich.text import Text

    header = report.header
    name = Text(plain(header.plan.name), "bold").append(f"  run {plain(header.run_id)}", "not bold dim")
    yield name
    yield Text(f"{when(header)} · {machine(header)} · {naming.progress(report)}", "dim")
    for warning in (*condensed(report.warnings), *header.plan.notes):
        yield hanging("!", "yellow", plain(warning), indent=2)


def machine(header: RunHeader) -> str:
    """The machine in one breath: CPU, how many of them may be used, memory, where it is limited."""
    told = header.machine
    cpus = "CPUs unknown" if told.usable_cpus < 1 else f"{told.usable_cpus} CPU{'' if told.usable_cpus == 1 else 's'}"
    if told.usable_cpus != told.logical_cpus:
        cpus += f" of {told.logical_cpus}"
    limit = "" if told.cpu_limit_cores is None else f", limited to {told.cpu_limit_cores:g} cores"
    memory = format_bytes(told.memory_bytes) if told.memory_bytes else "memory unknown"
    return f"{shortened(told.cpu_model, 48)}, {cpus}{limit}, {memory}"


def when(header: RunHeader) -> str:
    """The day and minute it began, in UTC."""
    return datetime.fromtimestamp(header.created_at, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _answers(report: Report) -> Iterator[RenderableType]:
    if not report.workloads:
        yield _title("Answer")
        yield hanging("", "", "This run has no cases, so there is nothing to say.", indent=2)
        return
    yield _title("Answer")
    for section in report.workloads:
        if section.answer is not None:
            yield hanging("▸", "bold", f"{section.title}: {section.answer}", indent=2, strong=len(section.title) + 1)
        if section.cost is not None:
            yield hanging("", "", cost_sentence(section.cost), indent=2)


def _workload(section: WorkloadSection, width: int) -> Iterator[RenderableType]:
    yield _title(section.title)
    timed = [row for row in section.rows if row.seconds is not None]
    if timed:
        yield from workload_table(section, width)
        yield from phase_block(section, width)
    for row in section.rows:
        if row.reasons or row.seconds is None:
            yield from _failure(row)


def _failure(row: CaseSummary) -> Iterator[RenderableType]:
    """A case that failed, was skipped or stopped, in some launch or all: its line and its reason."""
    from rich.padding import Padding
    from rich.text import Text

    counts = ", ".join(f"{count} {status.replace('_', ' ')}" for status, count in row.statuses.items())
    calm = is_skipped(row) or not row.statuses
    sign, style = ("–", "dim") if calm else SIGNS["error"]
    told = "skipped" if is_skipped(row) else counts or "not measured yet"
    yield hanging(sign, style, f"{naming.case_name(row.case)}: {told}", indent=2)
    for reason in told_once(row.reasons):
        yield Padding(Text(plain(reason)), (0, 0, 0, 4))
    if row.stderr_tail:
        last = row.stderr_tail.strip().rpartition("\n")[2]
        what = last.partition(": ")[2] or last
        if not any(what in reason for reason in row.reasons):
            yield Padding(Text(f"stderr: {plain(brief(last))}", "dim"), (0, 0, 0, 4))


def _title(text: str) -> RenderableType:
    from rich.text import Text

    return Text("\n").append(plain(text), "bold underline")


def hanging(sign: str, style: str, text: str, indent: int = 12, strong: int = 0) -> RenderableType:
    """A sign, then text that keeps its own left edge; its first `strong` characters are bold."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=0)
    grid.add_column(width=indent, no_wrap=True)
    grid.add_column(overflow="fold")
    told = Text(text)
    told.stylize("bold", 0, strong)
    grid.add_row(Text(sign, style), told)
    return grid
