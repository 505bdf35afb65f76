"""Proportional memory of the tree: ΣPSS, each shared page divided among those who map it.

Reading it makes the kernel walk the page tables (4 to 6 ms per GB of 4 KiB pages), so it keeps to a budget.
"""

from __future__ import annotations

import os
import time
from typing import Mapping, Optional

from workbench.contracts import ObservedTree, Place, Probe
from workbench.telemetry.procfs import parse_smaps_rollup

DUTY_RATIO = 0.01
SECONDS_PER_PROCESS = 5e-5
SECONDS_PER_BYTE = 6e-12
GROWTH_RATIO = 1.05
STANDSTILL_RATIO = 1.02
STILL_FACTOR = 3.0
HEIGHT_RATIO = 1.5


class MemoryProportional(Probe):
    """/proc/PID/smaps_rollup (proc_pid_smaps(5), Linux 4.14): PSS, private memory (USS) and swap.

    Read once a second while ΣRSS moves (every three seconds while it doesn't: pages that forked processes come to
    own change ΣPSS all the same), at the ends of `start`, `warmup` and `measure`, and when ΣRSS has come to a stand
    5 % above what it was at all earlier reads. In a tree of several processes, for which no cheaper figure comes
    near ΣPSS, half as much again is reason enough even while it still grows (the costs of all such reads together
    are at most three times the last one's). Each only if its expected cost fits 1 % of one core since the watch
    began, and never as a `measure` begins.
    """

    name = "memory_proportional"
    series = {"proportional_bytes": "bytes", "private_bytes": "bytes", "swap_bytes": "bytes"}
    interval_seconds = 1.0
    disturbs = True

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._began: Optional[float] = None
        self._spent_seconds = 0.0
        self._expected_seconds = 0.0
        self._cost_ratio = 1.0
        self._highest_resident = 0
        self._read_resident = 0
        self._previous_resident = 0
        self._peak: Optional[float] = None

    def unreadable(self) -> Optional[str]:
        """Kernels before 4.14 and systems without /proc lack the file."""
        if os.path.exists(self.place.proc + "/self/smaps_rollup"):
            return None
        return "needs /proc/PID/smaps_rollup (Linux 4.14 or newer)"

    def due(self, tree: ObservedTree, now: float, waited: float, at_edge: bool) -> bool:
        """Whether there is a reason to read and the budget allows it."""
        if self._began is None:
            self._began = now
        resident = sum([process.resident_bytes() for process in tree.processes])
        grown = self._grown(resident, len(tree.processes))
        moved = abs(resident - self._read_resident) > (STANDSTILL_RATIO - 1.0) * self._read_resident
        if not (grown or super().due(tree, now, waited if moved else waited / STILL_FACTOR, at_edge)):
            return False
        self._expected_seconds = SECONDS_PER_PROCESS * len(tree.processes) + SECONDS_PER_BYTE * resident
        if self._spent_seconds + self._expected_seconds * self._cost_ratio > DUTY_RATIO * (now - self._began):
            return False
        self._read_resident = resident
        self._highest_resident = max(self._highest_resident, resident)
        return True

    def _grown(self, resident: int, processes: int) -> bool:
        """Whether ΣRSS has come to a new height."""
        growing = resident > STANDSTILL_RATIO * self._previous_resident
        self._previous_resident = resident
        if growing:
            return processes > 1 and resident > HEIGHT_RATIO * self._highest_resident
        return resident > GROWTH_RATIO * self._highest_resident

    def sample(self, tree: ObservedTree, now: float) -> Mapping[str, float]:  # noqa: ARG002 - the contract's
        """ΣPSS, ΣUSS and Σ proportional swap over the tree's processes."""
        started = time.thread_time()
        proportional = private = swap = 0
        for process in tree.processes:
            # Opened anew each time: the file stays with the program that ran when it was opened (execve(2)).
            data = process.read("smaps_rollup", keep=False)
            if data:
                sums = parse_smaps_rollup(data)
                proportional += sums["Pss"]
                private += sums.get("Private_Clean", 0) + sums.get("Private_Dirty", 0)
                swap += sums.get("SwapPss", 0)
        self._learn(time.thread_time() - started)
        if proportional:
            self._peak = max(self._peak or 0.0, proportional)
        return {"proportional_bytes": proportional, "private_bytes": private, "swap_bytes": swap}

    def totals(self) -> Mapping[str, Optional[float]]:
        """`pss_sampled_bytes`: the largest sum seen."""
        return {"pss_sampled_bytes": self._peak}

    def _learn(self, seconds: float) -> None:
        self._spent_seconds += seconds
        if self._expected_seconds > 0.0:
            self._cost_ratio = seconds / self._expected_seconds


PLUGIN = MemoryProportional
