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
    WORST_FIRST,
    Comparison,
    Comparisons,
)
from workbench.reporting import figures
from workbench.reporting.escaping import plain, shortened
from workbench.reporting.terminal.report import findings_block, hanging, printed
from workbench.reporting.verdicts.sheet import value_text

if TYPE_CHECKING:
    from rich.console import RenderableType

MOST_ROWS = 60
MOST_REASONS = 6
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


def answer(found: Comparisons) -> str:
    """What it comes to, in one sentence: the worst pair by name, and how many there are of each verdict."""
    worst = found.comparisons[0]
    counts = Counter(each.verdict for each in found.comparisons)
    tally = ", ".join(f"{counts[verdict]:,} {verdict}" for verdict in WORST_FIRST if counts[verdict])
    if worst.verdict == SAME:
        return f"Nothing changed by {_margins(found)} or more: {tally}."
    if worst.verdict == INCOMPARABLE:
        return f"Not comparable: {worst.reason or 'the two sides differ'} ({tally})."
    if worst.verdict == UNDECIDED:
        return f"Nothing is known to be worse, but not all is decided: {tally}."
    side = "HEAD" if worst.verdict in REGRESSIONS else "Nothing is worse; HEAD"
    return f"{side} is {worst.verdict}: {worst.case}, {worst.metric.title}{_by(worst)} ({tally})."


def _by(worst: Comparison) -> str:
    return "" if worst.ratio is None else f" {ratio_text(worst)} of BASE"


def _margins(found: Comparisons) -> str:
    return figures.figure(found.settings.margin, figures.SHARE)


def ratio_text(found: Comparison) -> str:
    """Head over base with its interval; empty where there is none."""
    return "" if found.ratio is None else figures.estimate(found.ratio, figures.RATIO)


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
        f"least {_margins(found)} more; same: within {_margins(found)}; false discoveries held to "
        f"{settings.discovery_rate * 100:.3g} % among {counted(_tested(found), 'test')} (Benjamini-Hochberg)."
    )


def _tested(found: Comparisons) -> int:
    return sum(each.p_value is not None for each in found.comparisons)


def _reasons(shown: Sequence[Comparison]) -> Iterator[RenderableType]:
    """Each reason once, with how many pairs it is given for."""
    reasons = Counter(each.reason for each in shown if each.reason is not None)
    for reason, count in reasons.most_common(MOST_REASONS):
        yield hanging("·", "", plain(f"{counted(count, 'comparison')}: {reason}."), 2)
