"""Why a card's clock is below what it could be: the bits of NVML's nvmlClocksEventReasons, by what they mean.

Source: the NVML API reference, nvmlClocksEventReasons (before driver 535: nvmlClocksThrottleReasons).
"""

from __future__ import annotations

from typing import Mapping, Tuple

IDLE = 0x1
SET_CLOCKS = 0x2
SET_DISPLAY_CLOCKS = 0x100
POWER_LIMIT = 0x4
SYNC_BOOST = 0x10
HOT = 0x20 | 0x40
BRAKED = 0x8 | 0x80
HELD_BACK = POWER_LIMIT | SYNC_BOOST | HOT | BRAKED
"""Of these the card is slower than its clocks are set to."""
REASONS: Mapping[int, str] = {
    POWER_LIMIT: "its power limit",
    0x20: "its temperature (driver)",
    0x40: "its temperature (hardware)",
    0x80: "its power supply",
    0x8: "hardware slowdown",
    SYNC_BOOST: "a clock shared with other cards",
}


def reasons_of(bits: float) -> Tuple[str, ...]:
    """What held the clock back, in words. Hardware slowdown is told where nothing says what of."""
    found = int(bits)
    if found & (0x40 | 0x80):
        found &= ~0x8
    return tuple(told for bit, told in REASONS.items() if found & bit)
