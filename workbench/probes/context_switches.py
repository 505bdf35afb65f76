"""How often the tree's threads gave their CPU up, and how often it was taken from them."""

from __future__ import annotations

import os
import time
from typing import Dict, Mapping, Optional

from workbench.contracts import ObservedTree, Place, Probe
from workbench.telemetry.kernel.scheduling import parse_switches
from workbench.telemetry.pacing import MeasuredTime, Pace
from workbench.telemetry.threads import ThreadCounters

SERIES = ("voluntary_switches", "involuntary_switches")


class ContextSwitches(Probe):
    """/proc/PID/task/*/status (proc_pid_status(5)), summed over all threads.

    Voluntary: the thread waited for something (data, a lock, a timer). Involuntary: its turn was over and somebody
    else's came. Read at the edges of phases, in a `measure` at every tenth of its length so far, and once a second,
    as far as 0.2 % of one core allows (7 µs a thread). A thread that has ended keeps its last reading: what it did
    after that is lost, and so is a thread that no reading met.
    """

    name = "context_switches"
    series = dict.fromkeys(SERIES, "1")
    counters = frozenset(SERIES)
    interval_seconds = 1.0

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._threads = ThreadCounters(place.proc, "status", parse_switches)
        self._pace = Pace(self.interval_seconds, shortest_seconds=0.25)
        self._measured = MeasuredTime()
        self._sums: Optional[Dict[str, int]] = None

    def unreadable(self) -> Optional[str]:
        """Only Linux tells it of each thread."""
        return None if os.path.exists(self.place.proc + "/self/status") else "needs /proc/PID/task/TID/status (Linux)"

    def due(self, tree: ObservedTree, now: float, waited: float, at_edge: bool) -> bool:  # noqa: ARG002
        """Paced by what it costs."""
        return self._pace.due(now, waited, at_edge, self._measured.opened_at)

    def mark(self, tree: ObservedTree, phase: str, edge: str, now: float) -> None:  # noqa: ARG002 - the contract's
        """In a `measure` it is read more often."""
        if phase == "measure":
            self._measured.mark(edge, now)

    def sample(self, tree: ObservedTree, now: float) -> Mapping[str, float]:  # noqa: ARG002 - the contract's
        """Sums over all threads since the watch began; they never fall."""
        began = time.thread_time()
        voluntary = involuntary = 0
        for thread in self._threads.advance(tree.processes):
            voluntary += thread.first
            involuntary += thread.second
        before = self._sums or dict.fromkeys(SERIES, 0)
        self._sums = {name: before[name] + more for name, more in zip(SERIES, (voluntary, involuntary))}
        self._pace.spent(time.thread_time() - began)
        return dict(self._sums)

    def totals(self) -> Mapping[str, Optional[float]]:
        """`voluntary_switches` and `involuntary_switches` over the watch."""
        return dict.fromkeys(SERIES) if self._sums is None else dict(self._sums)

    def close(self) -> None:
        """Let go of descriptors."""
        self._threads.close()


PLUGIN = ContextSwitches
