"""Peak memory on a card as a law of how much data there is, and the largest data that fit on such a card."""

from __future__ import annotations

from workbench.analysis.sizes.measured import Measured
from workbench.analysis.sizes.memory_law import Peaks, law_of
from workbench.analysis.sizes.series import Members
from workbench.model.sizes import MemoryLaw

ALLOCATOR, NVML = "allocator", "nvml"
CARD = "card"


def card_peaks(each: Measured) -> tuple[str, list[float]]:
    """Who told the peaks of a case's launches, and these: the library's allocator where it told them all, else NVML.

    The allocator knows each moment and nothing of what the driver needs; NVML knows that and is asked once a second.
    """
    count = len(each.seconds)
    if len(each.allocated) == count:
        return ALLOCATOR, each.allocated
    return NVML, each.held if len(each.held) == count and all(each.held) else []


def card_memory_law(members: Members) -> MemoryLaw | None:
    """The law of one series on cards; None where nobody told its peaks, or how much memory the card has."""
    told = [(each, *card_peaks(each)) for each in members.cases]
    known = [(each, peaks) for each, _, peaks in told if peaks]
    sizes = [size for each, _ in known for size in each.card_bytes]
    ends = {end for _, end, peaks in told if peaks}
    if len(ends) != 1 or not sizes:
        return None
    cases = tuple(each for each, _ in known)
    peaks = Peaks(members.parameters, cases, ends.pop(), tuple(values for _, values in known))
    return law_of(peaks, round(min(sizes)), CARD) if peaks.against else None
