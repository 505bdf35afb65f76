"""A comparison on a terminal: what it comes to in a sentence, then every pair, worst first, then what else differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from workbench.analysis.case_names import counted
from workbench.model.comparison import (
    BETTER,
    FASTER,
    INCOMPARABLE,
    REGRESSIONS,
    SAME,
    SLOWER,
    UNDECIDED,
    WORSE,
    Comparison,
    Comparisons,
)
from workbench.reporting.escaping import plain, shortened
from workbench.reporting.telling_comparisons import answer, margins, ratio_text
from workbench.reporting.terminal.report import findings_block, hanging, printed
from workbench.reporting.verdicts.sheet import value_text

if TYPE_CHECKING:
    from rich.console import RenderableType

MOST_ROWS = 60
MOST_REASONS = 6
COUNTS = " Of instructions 0.1 % counts, or 3 times what the launches of BASE differ by."
NARROWEST_CASE = 16
STYLES = {
    SLOWER: "bold red",
    WORSE: "bold red",
    INCOMPARABLE: "yellow",
    UNDECIDED: "yellow",
    FASTER: "green",
    BETTER: "green",
    SAME: "",
}
"""Colour only repeats the word."""


def render_comparisons(found: Comparisons, width: int = 80, color: bool = False) -> str:
    """The comparison as text of at most `width` columns. Nothing in it is markup."""
    return printed(_blocks(found, width), width, color)


def _blocks(found: Comparisons, width: int) -> Iterator[RenderableType]:
    from rich.text import Text

    yield Text(f"{shortened(found.base, 60)} → {shortened(found.head, 60)}", "dim")
    yield Text(plain(answer(found)) + "\n", "bold")
    shown = found.comparisons[:MOST_ROWS]
    yield _table(shown, width)
    rest = found.comparisons[MOST_ROWS:]
    if rest:
        yield Text(_left_out(rest), "dim")
    yield Text(footnote(found), "dim")
    yield from _reasons(shown)
    if found.findings:
        yield Text("")
        yield from findings_block(found.findings)


def _table(shown: Sequence[Comparison], width: int) -> RenderableType:
    from rich import box
    from rich.cells import cell_len
    from rich.table import Table
    from rich.text import Text

    rows = [
        (
            each.metric.title,
            value_text(each.metric, each.base),
            value_text(each.metric, each.head),
            ratio_text(each),
            each.verdict,
        )
        for each in shown
    ]
    titles = ("metric", "base", "head", "head ÷ base", "verdict")
    taken = sum(max(map(cell_len, column)) + 2 for column in zip(titles, *rows, strict=True))
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    table.add_column("case", overflow="fold", min_width=min(NARROWEST_CASE, width // 4))
    table.add_column("metric", overflow="fold")
    for title in titles[1:4]:
        table.add_column(title, justify="right", overflow="fold", no_wrap=taken + NARROWEST_CASE <= width)
    table.add_column("verdict", overflow="fold")
    for each, row in zip(shown, rows, strict=True):
        cells = [Text(cell) for cell in row]
        cells[-1].stylize(STYLES[each.verdict])
        table.add_row(Text(plain(each.case)), *cells)
    return table


def _left_out(rest: Sequence[Comparison]) -> str:
    regressions = sum(each.verdict in REGRESSIONS for each in rest)
    told = f"{regressions:,} of them slower or worse" if regressions else "none of them slower or worse"
    return f"and {len(rest):,} more, {told} (all of it with --json)"


def footnote(found: Comparisons) -> str:
    """What the brackets and the words mean, and the level that false discoveries are held to."""
    settings = found.settings
    return (
        f"[low, high]: {settings.confidence * 100:g} % interval over launches. slower, worse: wholly above 1 and at "
        f"least {margins(found)} more; same: within {margins(found)}; false discoveries held to "
        f"{settings.discovery_rate * 100:.3g} % among {counted(_tested(found), 'test')} (Benjamini-Hochberg)."
        f"{COUNTS if any(each.metric.name == 'instructions' for each in found.comparisons) else ''}"
    )


def _tested(found: Comparisons) -> int:
    return sum(each.p_value is not None for each in found.comparisons)


def _reasons(shown: Sequence[Comparison]) -> Iterator[RenderableType]:
    """Each reason once, with how many pairs it is given for."""
    reasons = Counter(each.reason for each in shown if each.reason is not None)
    for reason, count in reasons.most_common(MOST_REASONS):
        yield hanging("·", "", plain(f"{counted(count, 'comparison')}: {reason}."), 2)
