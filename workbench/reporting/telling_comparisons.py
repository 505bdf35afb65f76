"""A comparison in words: what it comes to, by how much, of how many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from workbench.model.comparison import (
    INCOMPARABLE,
    REGRESSIONS,
    SAME,
    UNDECIDED,
    WORST_FIRST,
    Comparison,
    Comparisons,
)
from workbench.reporting import figures


def tally(comparisons: Iterable[Comparison]) -> str:
    """`1 slower, 3 undecided, 12 same`: the worst first."""
    counts = Counter(each.verdict for each in comparisons)
    return ", ".join(f"{counts[verdict]:,} {verdict}" for verdict in WORST_FIRST if counts[verdict])


def answer(found: Comparisons) -> str:
    """What it comes to, in one sentence: the worst pair by name, and how many there are of each verdict."""
    worst = found.comparisons[0]
    told = tally(found.comparisons)
    if worst.verdict == SAME:
        return f"Nothing changed by {margins(found)} or more: {told}."
    if worst.verdict == INCOMPARABLE:
        return f"Not comparable: {worst.reason or 'the two sides differ'} ({told})."
    if worst.verdict == UNDECIDED:
        return f"Nothing is known to be worse, but not all is decided: {told}."
    side = "HEAD" if worst.verdict in REGRESSIONS else "Nothing is worse; HEAD"
    return f"{side} is {worst.verdict}: {worst.case}, {worst.metric.title}{_by(worst)} ({told})."


def _by(worst: Comparison) -> str:
    return "" if worst.ratio is None else f" {ratio_text(worst)} of BASE"


def margins(found: Comparisons) -> str:
    """The smallest effect that matters."""
    return figures.figure(found.settings.margin, figures.SHARE)


def ratio_text(found: Comparison) -> str:
    """Head over base with its interval; empty where there is none."""
    return "" if found.ratio is None else figures.estimate(found.ratio, figures.RATIO)
