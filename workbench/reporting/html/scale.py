"""Where values lie on an axis, and which of them are written beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

STEPS = (1.0, 2.0, 5.0)
LEAST_TICKS = 3
MOST_TICKS = 7
NARROW_RATIO = 3.0
"""A logarithmic axis that spans less than this has too few round powers: its ticks are evenly spaced."""
SMALLEST_SPAN = 1e-12
"""Values closer than this are one value, and an axis has to have some length."""


@dataclass(frozen=True)
class Scale:
    """Values from `low` to `high`, evenly spaced or by their logarithm (then `low` > 0)."""

    low: float
    high: float
    logarithmic: bool = False

    def share(self, value: float) -> float:
        """0 at the low end, 1 at the high; beyond both for values that lie outside. A logarithm of 0 lies far below."""
        if not self.logarithmic:
            return (value - self.low) / (self.high - self.low)
        if value <= 0:
            return -1.0
        return math.log(value / self.low) / math.log(self.high / self.low)


def log_scale(values: Iterable[float], margin: float = 0.06) -> Scale:
    """A logarithmic scale that holds the values that are positive and finite, with a margin on both sides."""
    known = [value for value in values if 0 < value < math.inf]
    low, high = (min(known), max(known)) if known else (1.0, 10.0)
    if high < 1.2 * low:
        low, high = low / 1.1, high * 1.1
    span = math.log(high / low)
    return Scale(low * math.exp(-margin * span), high * math.exp(margin * span), True)


def linear_scale(values: Iterable[float], zero: bool = True, margin: float = 0.06) -> Scale:
    """An even scale that holds the values that are finite, and 0 if asked, with a margin where they don't end at 0."""
    known = [value for value in values if math.isfinite(value)] + ([0.0] if zero else [])
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    span = high - low
    if span < SMALLEST_SPAN:
        high, span = low + 1.0, 1.0
    return Scale(low if zero and low == 0 else low - margin * span, high + margin * span)


def ticks(scale: Scale) -> list[float]:
    """A few round values within the scale."""
    if not scale.logarithmic or scale.high < NARROW_RATIO * scale.low:
        return _even(scale.low, scale.high)
    for steps in (STEPS, STEPS[:2], STEPS[:1]):
        found = [value for value in _powers(scale, steps) if scale.low <= value <= scale.high]
        if len(found) <= MOST_TICKS:
            break
    while len(found) > MOST_TICKS:
        found = found[::2]
    return found if len(found) >= LEAST_TICKS else _even(scale.low, scale.high)


def doublings(scale: Scale) -> list[float]:
    """Powers of two within the scale, thinned to a few; round values where it spans too few of them."""
    first, last = math.ceil(math.log2(scale.low)), math.floor(math.log2(scale.high))
    found = [2.0**power for power in range(first, last + 1)]
    while len(found) > MOST_TICKS:
        found = found[::2]
    return found if len(found) >= LEAST_TICKS else ticks(scale)


def apart(values: Sequence[float], scale: Scale, least: float = 0.07) -> list[float]:
    """The values that can be written side by side, the first and the earlier ones kept."""
    kept: list[float] = []
    for value in sorted(values):
        if not kept or scale.share(value) - scale.share(kept[-1]) >= least:
            kept.append(value)
    return kept


def _powers(scale: Scale, steps: Sequence[float]) -> Iterator[float]:
    for power in range(math.floor(math.log10(scale.low)), math.ceil(math.log10(scale.high)) + 1):
        for step in steps:
            yield step * 10.0**power


def _even(low: float, high: float) -> list[float]:
    rough = (high - low) / 5
    size = 10.0 ** math.floor(math.log10(rough))
    step = next((step * size for step in STEPS if step * size >= rough), 10.0 * size)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [index * step for index in range(first, last + 1)]
