"""How cards were set up where that makes them other cards, and errors of their memory."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.analysis.card_totals import card_totals
from workbench.analysis.case_names import counted
from workbench.analysis.detection.evidence import Evidence, ids
from workbench.analysis.detection.worst import Figure, worst_of_launches
from workbench.model.card import SET_CLOCKS
from workbench.model.case import Case
from workbench.model.finding import Finding
from workbench.model.trial import TrialRecord


@dataclass(frozen=True)
class State:
    """What to say where `figure` is above 0 in some case."""

    code: str
    severity: str
    figure: Figure
    told: str
    remedy: str


def _uncorrected(trial: TrialRecord, case: Case) -> float:
    return sum(card_totals(trial, case, "gpu_ecc_uncorrected_errors"))


def _corrected(trial: TrialRecord, case: Case) -> float:
    return sum(card_totals(trial, case, "gpu_ecc_corrected_errors"))


def _without_ecc(trial: TrialRecord, case: Case) -> float:
    return float(0.0 in card_totals(trial, case, "gpu_ecc_enabled"))


def _partitioned(trial: TrialRecord, case: Case) -> float:
    return max(card_totals(trial, case, "gpu_mig_enabled"), default=0.0)


def _served(trial: TrialRecord, case: Case) -> float:
    return max(card_totals(trial, case, "gpu_mps_clients"), default=0.0)


def _clocks_set(trial: TrialRecord, case: Case) -> float:
    return float(any(int(bits) & SET_CLOCKS for bits in card_totals(trial, case, "gpu_throttle_reasons")))


STATES = (
    State(
        "card_errors",
        "error",
        _uncorrected,
        "The card counted errors of its memory that it could not correct",
        "Don't trust these results: nvidia-smi -q -d ECC tells more, and the card needs a reset or a replacement.",
    ),
    State(
        "corrected_card_errors",
        "warning",
        _corrected,
        "The card counted errors of its memory, and corrected them",
        "The results stand. A card that goes on counting wears out: nvidia-smi -q -d ECC.",
    ),
    State(
        "served_card",
        "warning",
        _served,
        "MPS's server stood between program and card, so that kernels of several programs may have run at once",
        "For a measurement of one program end it: echo quit | nvidia-cuda-mps-control.",
    ),
    State(
        "partitioned_card",
        "info",
        _partitioned,
        "The card is cut into parts (MIG): a case had a part of its cores and memory, while clock, power and energy "
        "are those of the whole",
        "Hold it against ceilings that were measured on that part, not against those of the whole card.",
    ),
    State(
        "card_without_ecc",
        "info",
        _without_ecc,
        "ECC is off on the card: flipped bits of its memory go unnoticed, and where ECC takes bandwidth it is faster "
        "without",
        "Compare it with cards that have it off, too.",
    ),
    State(
        "card_clocks_set",
        "info",
        _clocks_set,
        "The card's clocks are set to less than its own by whoever runs this machine",
        "Others get default clocks: compare with cards that are set alike.",
    ),
)


def card_states(evidence: Evidence) -> list[Finding]:
    """A finding a state, with the cases that it was seen in."""
    found = []
    for state in STATES:
        worst = worst_of_launches(evidence, state.figure)
        if worst is not None:
            where = f"{counted(len(worst.cases), 'case')}, {evidence.named(worst.cases)}"
            found.append(
                Finding(state.severity, state.code, f"{state.told} ({where}).", state.remedy, ids(worst.cases))
            )
    return found
