"""Counters that never fall, over sources that start anew with every trial."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from workbench.exporters._families import COUNTER, Family
from workbench.sessions.metrics.sampled import TREE, Reading, readings


class CounterKey(NamedTuple):
    """Which counter of a case: of a family, of whom."""

    family: Family
    role: str


class RunCounters:
    """What each counter of a run has grown by, per case, over all of its trials so far.

    A trial begins with `begin`. Its tree's counters count from 0 then; for the others the first reading is where
    counting starts (a counter of the machine may have grown since boot). One that falls was started anew. What a
    trial did unread, or all of it where it was too short for a reading, is made up for by `settle`.
    """

    def __init__(self) -> None:
        self._totals: dict[str, dict[CounterKey, float]] = {}
        self._of_case: dict[CounterKey, float] = {}
        self._last: dict[tuple[CounterKey, str], float] = {}
        self._grown: dict[CounterKey, float] = {}

    def begin(self, case_id: str) -> None:
        """A trial of that case has been launched."""
        self._of_case = self._totals.setdefault(case_id, {})
        self._last.clear()
        self._grown.clear()

    def read(self, reading: Reading) -> None:
        """What the sampler sees of the running trial."""
        key = CounterKey(reading.source.family, reading.role)
        start = 0.0 if reading.role == TREE else reading.value
        before = self._last.get((key, reading.instance), start)
        self._last[key, reading.instance] = reading.value
        self._grow(key, reading.value - before if reading.value >= before else reading.value)

    def settle(self, growth: Mapping[str, float]) -> None:
        """The trial has ended: over it the series grew by that much at the least (`probe.series` → growth)."""
        known: dict[CounterKey, float] = {}
        for reading in readings(growth):
            if reading.source.family.kind != COUNTER:
                continue
            key = CounterKey(reading.source.family, reading.role)
            known[key] = known.get(key, 0.0) + reading.value
        for key, value in known.items():
            self._grow(key, max(0.0, value - self._grown.get(key, 0.0)))

    def of(self, case_id: str) -> Mapping[CounterKey, float]:
        """The counters of one case."""
        return self._totals.get(case_id, {})

    def _grow(self, key: CounterKey, growth: float) -> None:
        self._grown[key] = self._grown.get(key, 0.0) + growth
        self._of_case[key] = self._of_case.get(key, 0.0) + growth
