"""Which probes are to be asked at a tick, found without asking each."""

from __future__ import annotations

from heapq import heapify, heapreplace
from typing import List, Sequence, Tuple

from workbench.telemetry.probing import ProbeRun

STILL_SECONDS = 0.95
"""How often the probes of every tick are asked while nothing moves in the tree."""
SOON_SECONDS = 1e-6
"""Later than this tick, no later than the next."""


class Agenda:
    """The probes of every tick at which the tree has moved, and a heap of those that have a pace of their own.

    The heap's times may be early, never late: when one comes the probe itself is asked for the right one, for it
    may have been sampled at an edge since, or have been asked and not sampled.
    """

    def __init__(self, runs: Sequence[ProbeRun]) -> None:
        self.all = [run for run in runs if run.reason is None]
        self._counting = [run for run in self.all if run.counters]
        self._each_tick = [run for run in self.all if run.asked_each_tick]
        self._paced: List[Tuple[float, int, ProbeRun]] = [
            (run.next_due, place, run) for place, run in enumerate(self.all) if not run.asked_each_tick
        ]
        self._look_again_at = float("-inf")
        heapify(self._paced)

    def due(self, now: float, stirred: bool = True) -> List[ProbeRun]:
        """Who is to be asked now. `stirred`: something moved in the tree at this tick or at the last."""
        due = []
        if stirred or now >= self._look_again_at:
            self._look_again_at = now + STILL_SECONDS
            due += self._each_tick
        while self._paced and self._paced[0][0] <= now:
            _, place, run = self._paced[0]
            if run.next_due <= now:
                due.append(run)
            heapreplace(self._paced, (max(run.next_due, now + SOON_SECONDS), place, run))
        return due

    def due_or_counting(self, now: float) -> List[ProbeRun]:
        """Who is to be asked now, and who has counters."""
        due = self.due(now)
        return due + [run for run in self._counting if run not in due]
