"""Cards beside the best that the cores of the machine do with the same problem, at equal quality."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Tuple

from workbench.model.case import Case
from workbench.model.estimate import Estimate


@dataclass(frozen=True)
class Prices:
    """What one core and one card (with what of its machine comes with it) cost for one second; None: not told."""

    per_core_second: Optional[float] = None
    per_card_second: Optional[float] = None


NO_PRICES = Prices()


@dataclass(frozen=True)
class OnCards:
    """One case on cards. `seconds` is a call from host memory to host memory, `computing_seconds` the same less its
    transfers, which is what it takes with data on the card already; None where the solver doesn't tell these apart.

    `speedup` and `computing_speedup` are over the base's seconds. `first_call_seconds` is the warm-up.
    `card_energy_joules` is of a call; None where nobody counts it or, `too_short_for_energy`, where all calls together
    took less time than the card's counter needs.
    """

    case: Case
    cards: int
    seconds: Estimate
    speedup: Estimate
    computing_seconds: Optional[Estimate] = None
    computing_speedup: Optional[Estimate] = None
    first_call_seconds: Optional[float] = None
    compiles: Optional[str] = None
    card_energy_joules: Optional[Estimate] = None
    too_short_for_energy: bool = False


@dataclass(frozen=True)
class CardComparison:
    """One problem: `base` is the fastest case without a card whose score is as good as the best, on `cores` cores.

    `most_cores` is the most that such a case had and `usable_cores` what the machine has: where the first is less,
    nobody measured what all cores do. `rows` are the cases on cards of the same quality, the fastest first.
    """

    base: Case
    cores: float
    most_cores: float
    usable_cores: float
    seconds: Estimate
    rows: Tuple[OnCards, ...]
    cpu_energy_joules: Optional[Estimate] = None
