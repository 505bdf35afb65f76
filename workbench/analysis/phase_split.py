"""Where the time of starting a case and making one call of it goes."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.model.phases import INNER_PHASES
from workbench.model.summary import CaseSummary

START = "start"
WORK = "work"
REST = "rest"
PARTS = (START, *INNER_PHASES, WORK, REST)
"""`work` is a call that tells no phases apart, `rest` what a call that does leaves untold."""
LEAST_REST = 0.005
"""An untold share of a call below this is the price of telling."""


@dataclass(frozen=True)
class PhaseSplit:
    """Seconds of each part, in order, none of them 0. They sum up to start-up and one call."""

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
    """Start-up, then the call: by its inner phases where the solver tells them; None of a case without a time.

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
    parts = [(START, row.start_seconds or 0.0), *inner]
    if not inner:
        parts.append((WORK, call))
    elif rest > LEAST_REST * call:
        parts.append((REST, rest))
    return PhaseSplit(tuple((name, seconds) for name, seconds in parts if seconds > 0.0))
