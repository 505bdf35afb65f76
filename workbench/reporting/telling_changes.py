"""A history in sentences: what changed, by how much, since when, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from workbench.model.change import SAME_REVISION, ChangePoint, History
from workbench.model.estimate import Estimate
from workbench.reporting.escaping import shortened

LONGEST_REVISION = 12


def answers(history: History) -> Iterator[str]:
    """One sentence a change, the latest first; one that says there is none."""
    count = len(history.points)
    if not history.tested:
        yield f"nothing can be said: {count} revision{'' if count == 1 else 's'}"
    elif not history.changes:
        yield f"no change found over {count} revisions{_detectable(history)}"
    for change in reversed(history.changes):
        yield answer(change, history)


def _detectable(history: History) -> str:
    if history.detectable_ratio is None:
        return ""
    share = 100.0 * (history.detectable_ratio - 1.0)
    if share > 1000:
        return "; the noise would hide all but the largest"
    digits = 0 if share >= 10 else 1 if share >= 1 else 2
    return f"; one of {share:.{digits}f} % or more in the middle of them would most probably have been"


def answer(change: ChangePoint, history: History) -> str:
    """`slower by 10 % [7, 13] since 3f2a1b (2026-10-02), p = 0.0002; between 9e1c04 and 3f2a1b`."""
    extent = percent(change.ratio)
    if not history.measure.tells_speed:
        extent = f"{history.measure.title} {'up' if change.ratio.value > 1 else 'down'} by {extent}"
        told = f"{change.verdict}: {extent}"
    else:
        told = f"{change.verdict} by {extent}"
    sentence = f"{told} since {revision(change.revision)}{_on(change.at)}, {p_value(change.p_value)}"
    return sentence + explanation(change)


def explanation(change: ChangePoint) -> str:
    """What else was new and keeps it from being a regression of the code; empty where nothing was."""
    if not change.explained_by:
        return ""
    others = [text for text in change.explained_by if text != SAME_REVISION]
    if others:
        return f"; not the code, as far as can be told: {shortened(', '.join(others), 80)} in the same place"
    return "; not the code: the revision was the same before and after"


def percent(ratio: Estimate) -> str:
    """How much more or less, its interval beside it: `10 % [7, 13]`. Of a decrease both are turned: `9 % [6, 12]`."""
    sign = 1.0 if ratio.value > 1 else -1.0
    value, *bounds = (100.0 * sign * (number - 1.0) for number in (ratio.value, ratio.low or 0.0, ratio.high or 0.0))
    decimals = 0 if max(bounds) - min(bounds) >= 2 else 1 if max(bounds) - min(bounds) >= 0.2 else 2
    low, high = sorted(bounds)
    return f"{_signed(value, decimals)} % [{_signed(low, decimals)}, {_signed(high, decimals)}]"


def p_value(value: float) -> str:
    """`p = 0.0002`, `p < 1e-12`."""
    if value < 1e-12:
        return "p < 1e-12"
    return f"p = {value:.1g}"


def revision(name: str) -> str:
    """A revision, shortened to be read."""
    return name[:LONGEST_REVISION] if _is_hash(name) else shortened(name, 2 * LONGEST_REVISION)


def date(at: float | None) -> str:
    """`2026-10-02`, UTC; empty where it isn't known or no calendar has it."""
    try:
        return "" if at is None else datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")
    except (ValueError, OverflowError, OSError):
        return ""


def _on(at: float | None) -> str:
    told = date(at)
    return f" ({told})" if told else ""


def _is_hash(name: str) -> bool:
    return len(name) > LONGEST_REVISION and all(char in "0123456789abcdef" for char in name)


def _signed(value: float, decimals: int) -> str:
    text = f"{value:,.{decimals}f}"
    text = text.lstrip("-") if float(text.replace(",", "")) == 0 else text
    return text.replace("-", "−")
