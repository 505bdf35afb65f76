"""Cards that were shared, or whose clock was held back or fell, while a case was measured on them."""

from __future__ import annotations

from workbench.analysis.card_totals import card_totals
from workbench.analysis.case_names import counted
from workbench.analysis.detection.evidence import Evidence, ids
from workbench.analysis.detection.worst import worst_of_cases, worst_of_launches
from workbench.model.card import HELD_BACK, POWER_LIMIT, reasons_of
from workbench.model.case import Case
from workbench.model.finding import Finding
from workbench.model.summary import CaseSummary
from workbench.model.trial import TrialRecord
from workbench.model.units import format_bytes

HELD_BACK_RATIO = 0.1
"""Of the readings: fewer are a card that has just warmed up."""
CLOCKS_APART = 0.05
"""Launches whose mean clocks lie within this are told apart by other things."""


def shared_card(evidence: Evidence) -> list[Finding]:
    """Programs of others had memory on the card."""
    found = worst_of_launches(evidence, _neighbours)
    if found is None:
        return []
    launches = evidence.launches[found.case.case.id]
    held = max(_most(trial, found.case.case, "gpu_neighbour_memory_bytes") for trial in launches)
    holding = f", which held {format_bytes(held)} of its memory" if held else ""
    return [
        Finding(
            "warning",
            "shared_card",
            f"{counted(len(found.cases), 'case')} shared a card with programs of others, with "
            f"{round(found.figure):,} of them in {evidence.named([found.case])}{holding}: time, free memory and energy "
            "are not those of the card alone.",
            "nvidia-smi lists who is on it: end that, or take another card.",
            ids(found.cases),
        )
    ]


def held_back_card(evidence: Evidence) -> list[Finding]:
    """The clock was below what it is set to, for the reasons that NVML gives."""
    found = worst_of_launches(evidence, _held_back, HELD_BACK_RATIO)
    if found is None:
        return []
    reasons = _reasons(evidence, found.case)
    capped = reasons & HELD_BACK == POWER_LIMIT
    return [
        Finding(
            "info" if capped else "warning",
            "throttled_card",
            f"The card's clock was held back in {counted(len(found.cases), 'case')}, the most in {found.figure:.0%} of "
            f"the readings of {evidence.named([found.case])}, by {' and '.join(reasons_of(reasons))}.",
            "At its power limit a card gives what it can: compare it with cards of the same limit."
            if capped
            else "Have its cooling and power looked at, or let it cool down: these times are slower than the card is.",
            ids(found.cases),
        )
    ]


def fallen_clock(evidence: Evidence) -> list[Finding]:
    """Launches of one case ran at clocks that differ."""
    found = worst_of_cases(evidence, lambda summary: _apart(_clocks(evidence, summary)), CLOCKS_APART)
    if found is None:
        return []
    clocks = _clocks(evidence, found.case)
    return [
        Finding(
            "warning",
            "unsteady_card_clock",
            f"Launches of {counted(len(found.cases), 'case')} ran at card clocks more than {CLOCKS_APART:.0%} apart, "
            f"at worst {min(clocks) / 1e9:.2f} and {max(clocks) / 1e9:.2f} GHz ({evidence.named([found.case])}): part "
            "of what they differ in is the clock.",
            "Measure where nothing else heats the card, and longer, so that its clock settles.",
            ids(found.cases),
        )
    ]


def _most(trial: TrialRecord, case: Case, name: str) -> float:
    return max(card_totals(trial, case, name), default=0.0)


def _neighbours(trial: TrialRecord, case: Case) -> float:
    return _most(trial, case, "gpu_neighbours")


def _held_back(trial: TrialRecord, case: Case) -> float:
    return _most(trial, case, "gpu_throttled_ratio")


def _reasons(evidence: Evidence, summary: CaseSummary) -> int:
    """Of all launches and cards."""
    bits = 0
    for trial in evidence.launches[summary.case.id]:
        for each in card_totals(trial, summary.case, "gpu_throttle_reasons"):
            bits |= int(each)
    return bits


def _clocks(evidence: Evidence, summary: CaseSummary) -> list[float]:
    """Hertz, one a launch, of the slowest of its cards."""
    launches = evidence.launches.get(summary.case.id, ())
    told = (card_totals(trial, summary.case, "gpu_sm_clock_hertz") for trial in launches)
    return [min(clocks) for clocks in told if clocks]


def _apart(clocks: list[float]) -> float:
    return max(clocks) / min(clocks) - 1.0 if clocks and min(clocks) > 0 else 0.0
