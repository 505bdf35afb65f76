"""By how much counters grew in each phase, told from their values at its edges."""

from __future__ import annotations

from typing import Dict, FrozenSet, Mapping

from workbench.model.phases import INNER_PHASES, PHASES

KNOWN_PHASES = frozenset(PHASES + INNER_PHASES)
PhaseTotals = Dict[str, Dict[str, float]]


class PhaseClock:
    """Which phases the time since the last question fell into. An inner phase's time is its `measure`'s, too."""

    def __init__(self) -> None:
        self._open: Dict[str, float] = {}
        self._spent: Dict[str, float] = {}
        self._asked_at = float("-inf")

    def mark(self, phase: str, edge: str, at: float) -> None:
        """A phase began or ended at `at`; what is no phase is passed over."""
        if edge == "start" and phase in KNOWN_PHASES:
            self._open[phase] = max(at, self._asked_at)  # news of an edge may come after the tick that followed it
        elif phase in self._open:
            self._spend(phase, at)
            del self._open[phase]

    def spent(self, now: float) -> Mapping[str, float]:
        """Phase → seconds of it between the last call and `now`."""
        self._asked_at = now
        for phase in self._open:
            self._spend(phase, now)
            self._open[phase] = max(now, self._open[phase])
        spent, self._spent = self._spent, {}
        return spent

    def _spend(self, phase: str, until: float) -> None:
        self._spent[phase] = self._spent.get(phase, 0.0) + max(0.0, until - self._open[phase])


class PhaseGrowth:
    """One probe's counters, read at edges. What grew between two readings is spread evenly over the time between.

    So a phase that has ticks at both its edges gets exactly what grew in it, and one that fell between two ticks
    its share by time. A counter that is seen for the first time counts from there.
    """

    def __init__(self, probe: str, counters: FrozenSet[str]) -> None:
        self._probe = probe
        self._counters = counters
        self._before: Dict[str, float] = {}
        self._settled_at = float("-inf")
        self._pending: Dict[str, float] = {}

    def elapse(self, spent: Mapping[str, float]) -> None:
        """So many seconds of each phase went by, whether or not this probe is read now."""
        for phase, seconds in spent.items():
            self._pending[phase] = self._pending.get(phase, 0.0) + seconds

    def settle(self, latest: Mapping[str, float], now: float, totals: PhaseTotals) -> None:
        """Add to `totals` what has grown since the last reading, `latest` being the values at `now`."""
        elapsed = now - self._settled_at
        if elapsed <= 0.0:
            return
        for series, value in latest.items():
            if series.partition("[")[0] in self._counters:
                grown = max(0.0, value - self._before.get(series, value))
                self._before[series] = value
                self._share(self._probe + "." + series, grown / elapsed, totals)
        self._pending.clear()
        self._settled_at = now

    def _share(self, name: str, rate: float, totals: PhaseTotals) -> None:
        for phase, seconds in self._pending.items():
            of_phase = totals.setdefault(phase, {})
            of_phase[name] = of_phase.get(name, 0.0) + rate * seconds
