"""What a trial's record tells of the cards that it computed on."""

from __future__ import annotations

from workbench.model.case import Case
from workbench.model.device import cards_of
from workbench.model.trial import TrialRecord

HELD = "gpu_tree_memory_bytes"


def card_totals(trial: TrialRecord, case: Case, name: str) -> list[float]:
    """A total of each of its cards, where it is known; none for a trial on none.

    Its cards are those on which it held memory, as NVML counts them: where the surroundings show only some of the
    machine's cards a case's numbers are others. Where nobody tells who held memory they are the case's.
    """
    totals = trial.totals
    numbers = [number for number in _numbers(trial) if totals.get(_of(HELD, number))] or cards_of(case.resources.device)
    found = (totals.get(_of(name, number)) for number in numbers)
    return [value for value in found if value is not None]


def _numbers(trial: TrialRecord) -> list[int]:
    names = (name.removeprefix(HELD + "[").removesuffix("]") for name in trial.totals if name.startswith(HELD + "["))
    return sorted(int(number) for number in names if number.isdigit())


def _of(name: str, number: int) -> str:
    return f"{name}[{number}]"
