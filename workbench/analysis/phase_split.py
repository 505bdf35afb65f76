"""Where the time of starting a case and making one call of it goes."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.model.device import cards_of
from workbench.model.phases import INNER_PHASES
from workbench.model.summary import CaseSummary

START = "start"
COMPILE, LOAD = "compile", "load"
WORK = "work"
REST = "rest"
PARTS = (START, COMPILE, LOAD, *INNER_PHASES, WORK, REST)
"""`compile` and `load` are what the first call took longer than a later one: where something compiles in it, or where a
card is woken and libraries load their kernels. `work` is a call that tells no phases apart, `rest` what a call that
does leaves untold."""
LEAST_REST = 0.005
"""An untold share of a call below this is the price of telling."""


@dataclass(frozen=True)
class PhaseSplit:
    """Seconds of each part, in order, none of them 0. They sum up to start-up, what the first call takes longer where
    that is told, and one call."""

    parts: tuple[tuple[str, float], ...]

    @property
    def seconds(self) -> float:
        """All of it."""
        return sum(seconds for _, seconds in self.parts)

    @property
    def has_inner(self) -> bool:
        """Whether the solver told phases of its call apart."""
        return any(name in INNER_PHASES for name, _ in self.parts)


def phase_split(row: CaseSummary) -> PhaseSplit | None:
    """Start-up, the first call's extra, then the call, by its inner phases where the solver tells them.

    None of a case without a time.

    Medians over launches, of inner phases the mean over calls in each; inner phases that together come out longer
    than the median call are scaled to it.
    """
    if row.seconds is None:
        return None
    call = row.seconds.value
    inner = [(name, row.phase_seconds[name]) for name in INNER_PHASES if row.phase_seconds.get(name, 0.0) > 0.0]
    told = sum(seconds for _, seconds in inner)
    if told > call:
        inner = [(name, seconds * call / told) for name, seconds in inner]
    rest = max(0.0, call - told)
    parts = [(START, row.start_seconds or 0.0), *_first_call(row, call), *inner]
    if not inner:
        parts.append((WORK, call))
    elif rest > LEAST_REST * call:
        parts.append((REST, rest))
    return PhaseSplit(tuple((name, seconds) for name, seconds in parts if seconds > 0.0))


def _first_call(row: CaseSummary, call: float) -> list[tuple[str, float]]:
    """Of a case that nothing compiles and that uses no card it is a cold cache, and nothing to plan for."""
    name = COMPILE if row.compiles is not None else LOAD if cards_of(row.case.resources.device) else None
    if name is None or row.warmup_seconds is None:
        return []
    return [(name, max(0.0, row.warmup_seconds - call))]
