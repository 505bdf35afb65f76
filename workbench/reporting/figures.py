"""Numbers with their intervals as people read them: few digits, a unit that fits, the interval in the same unit.

Durations and sizes that stand alone are formatted by workbench.model.units.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from workbench.model.estimate import Estimate
from workbench.model.trial import MemoryPeak, Score


@dataclass(frozen=True)
class Quantity:
    """The units a quantity is shown in, (from this value on, divided by, unit), largest first, and its digits."""

    scales: tuple[tuple[float, float, str], ...]
    digits: int = 3

    def scale(self, value: float) -> tuple[float, str]:
        """The divisor and the unit that fit `value`."""
        for threshold, divisor, unit in self.scales:
            if abs(value) >= threshold:
                return divisor, unit
        return self.scales[-1][1:]


SECONDS = Quantity(
    (
        (7200.0, 3600.0, " h"),
        (600.0, 60.0, " min"),
        (0.9995, 1.0, " s"),
        (0.0009995, 1e-3, " ms"),
        (1e-300, 1e-6, " µs"),
        (0, 1.0, " s"),
    )
)
BYTES = Quantity(((1e12, 1e12, " TB"), (1e9, 1e9, " GB"), (1e6, 1e6, " MB"), (1e3, 1e3, " kB"), (0, 1, " B")))
RATIO = Quantity(((0, 1.0, "×"),))
SHARE = Quantity(((0, 0.01, " %"),), digits=2)
FRACTION = Quantity(((0, 1.0, ""),), digits=2)
NUMBER = Quantity(((0, 1.0, ""),))
COUNT = Quantity(((0, 1.0, ""),), digits=1)
MANY = Quantity(((1e9, 1e9, " billion"), (1e6, 1e6, " million"), (0, 1.0, "")))
"""Sizes of data, known to three digits at best."""


def figure(value: float, quantity: Quantity = NUMBER) -> str:
    """`0.4241` seconds → `424 ms`."""
    divisor, unit = quantity.scale(value)
    return _number(value / divisor, _decimals(value / divisor, quantity.digits)) + unit


def estimate(found: Estimate, quantity: Quantity = NUMBER) -> str:
    """Value and interval: `424 ms [401, 450]`; a range, of which no coverage is claimed: `424 ms (401–450)`."""
    bounds = interval(found, quantity)
    divisor, unit = quantity.scale(found.value)
    value = _number(found.value / divisor, _shared_decimals(found, quantity)) + unit
    return f"{value} {bounds}" if bounds else value


def interval(found: Estimate, quantity: Quantity = NUMBER) -> str:
    """The interval in the value's unit, in the brackets that tell its kind; empty for a point and the exact."""
    if (found.low is None and found.high is None) or found.low == found.high == found.value:
        return ""
    divisor, _ = quantity.scale(found.value)
    low, high = (None if bound is None else bound / divisor for bound in (found.low, found.high))
    decimals = _shared_decimals(found, quantity)
    low_text = "−∞" if low is None or low == -math.inf else _number(low, decimals)
    high_text = "∞" if high is None or high == math.inf else _number(high, decimals)
    if found.kind == "range":
        return low_text if low_text == high_text else f"({low_text}–{high_text})"
    return f"[{low_text}, {high_text}]"


def _shared_decimals(found: Estimate, quantity: Quantity) -> int:
    """Decimals for a value and its bounds: more than usual where the bounds would read the same."""
    divisor, _ = quantity.scale(found.value)
    decimals = _decimals(found.value / divisor, quantity.digits)
    if found.low is None or found.high is None or found.low == found.high:
        return decimals
    while decimals < 6 and _number(found.low / divisor, decimals) == _number(found.high / divisor, decimals):
        decimals += 1
    return decimals


def score(found: Score) -> str:
    """The value with as many decimals as its tolerance tells apart, at least three significant digits."""
    decimals = _decimals(found.value)
    if found.tolerance > 0:
        decimals = max(decimals, min(6, math.ceil(-math.log10(found.tolerance))))
    return _number(found.value, decimals)


def peak(found: MemoryPeak) -> str:
    """The peak memory's interval: `312–340 MB`; `≥ 312 MB` where no upper bound is known."""
    divisor, unit = BYTES.scale(found.high_bytes or found.low_bytes)
    low = _number(found.low_bytes / divisor, _decimals(found.low_bytes / divisor))
    if found.high_bytes is None:
        return f"≥ {low}{unit}"
    high = _number(found.high_bytes / divisor, _decimals(found.high_bytes / divisor))
    return f"{low}{unit}" if low == high else f"{low}–{high}{unit}"


def _decimals(value: float, digits: int = 3) -> int:
    if value == 0 or not math.isfinite(value):
        return 0
    return max(0, min(6, digits - 1 - math.floor(math.log10(abs(value)))))


def _number(value: float, decimals: int) -> str:
    if not math.isfinite(value):
        return "∞" if value > 0 else "−∞" if value < 0 else "unknown"
    text = f"{value:,.{decimals}f}"
    return "−" + text[1:] if text.startswith("-") else text
