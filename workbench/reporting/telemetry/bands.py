"""A trial's phases as bands over time, few enough to be told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from workbench.model.phases import PHASES
from workbench.model.trial import Phase

MOST_BANDS = 24
TIMES = "×"


@dataclass(frozen=True)
class Band:
    """`name` as it is written on it (`measure 2`, `measure × 40`), `phase` what it is."""

    name: str
    phase: str
    begin_seconds: float
    end_seconds: float


def bands(phases: Sequence[Phase]) -> list[Band]:
    """The outer phases in their order; many repeats are drawn as one band that says how many."""
    outer = sorted((phase for phase in phases if phase.name in PHASES), key=lambda phase: phase.start_seconds)
    if len(outer) > MOST_BANDS:
        return [_joined(name, list(members)) for name, members in groupby(outer, key=lambda phase: phase.name)]
    repeats = sum(phase.name == "measure" for phase in outer)
    found, repeat = [], 0
    for phase in outer:
        repeat += phase.name == "measure"
        name = f"measure {repeat}" if phase.name == "measure" and repeats > 1 else phase.name
        found.append(Band(name, phase.name, phase.start_seconds, phase.end_seconds))
    return found


def beginning(phases: Sequence[Phase], name: str) -> float | None:
    """When the first phase of that name began; None where there was none."""
    return min((phase.start_seconds for phase in phases if phase.name == name), default=None)


def measured_window(phases: Sequence[Phase]) -> tuple[float, float] | None:
    """From the first `measure` to the end of the last."""
    found = [phase for phase in phases if phase.name == "measure"]
    if not found:
        return None
    return min(phase.start_seconds for phase in found), max(phase.end_seconds for phase in found)


def _joined(name: str, members: Sequence[Phase]) -> Band:
    told = name if len(members) == 1 else f"{name} {TIMES} {len(members)}"
    return Band(told, name, members[0].start_seconds, max(phase.end_seconds for phase in members))
