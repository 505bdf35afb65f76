"""Proportional memory of the tree: ΣPSS, each shared page divided among those who map it.

Reading it makes the kernel walk the page tables (4 to 6 ms per GB of 4 KiB pages), so it keeps to a budget.
"""

from __future__ import annotations

import os
import time
from typing import Dict, Mapping, Optional

from workbench.contracts import ObservedProcess, ObservedTree, Place, Probe
from workbench.telemetry.kernel.procfs import parse_smaps_rollup
from workbench.telemetry.window import WindowPeak

DUTY_RATIO = 0.01
SECONDS_PER_PROCESS = 5e-5
SECONDS_PER_BYTE = 6e-12
GROWTH_RATIO = 1.05
STANDSTILL_RATIO = 1.02
STILL_FACTOR = 3.0
HEIGHT_RATIO = 1.5
FORBIDDEN = "a process runs as another user or has changed its rights, and only root may read its page tables"


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
        self._peak = WindowPeak()
        self._swap_peak: Optional[float] = None
        self._processes: Mapping[int, Mapping[str, float]] = {}
        self._read_at: Optional[float] = None

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

    def mark(self, tree: ObservedTree, phase: str, edge: str, now: float) -> None:  # noqa: ARG002 - the contract's
        """Tells the measured window from the rest."""
        self._peak.mark(phase, edge, now)

    def sample(self, tree: ObservedTree, now: float) -> Mapping[str, float]:
        """ΣPSS, ΣUSS and Σ proportional swap over the tree's processes. Raises OSError where one can't be read."""
        started = time.thread_time()
        self._read_at = now
        self._processes = {process.pid: sums for process in tree.processes for sums in [_read(process)] if sums}
        total = {name: sum([sums[name] for sums in self._processes.values()]) for name in self.series}
        self._learn(time.thread_time() - started)
        if total["proportional_bytes"]:
            self._peak.see(total["proportional_bytes"], now)
            self._swap_peak = max(self._swap_peak or 0.0, total["swap_bytes"])
        return total

    def sample_processes(self, tree: ObservedTree, now: float) -> Mapping[int, Mapping[str, float]]:  # noqa: ARG002
        """The same of each process, where this tick read them: they are not read twice."""
        return self._processes if now == self._read_at else {}

    def totals(self) -> Mapping[str, Optional[float]]:
        """The largest sums seen: `pss_sampled_bytes` in the measured window, `trial_pss_sampled_bytes` and
        `swap_peak_bytes` over the whole watch."""
        return {
            "pss_sampled_bytes": self._peak.measured,
            "trial_pss_sampled_bytes": self._peak.whole,
            "swap_peak_bytes": self._swap_peak,
        }

    def _learn(self, seconds: float) -> None:
        self._spent_seconds += seconds
        if self._expected_seconds > 0.0:
            self._cost_ratio = seconds / self._expected_seconds


def _read(process: ObservedProcess) -> Dict[str, float]:
    """One process's figures; empty where it has gone.

    The file is opened anew each time: it stays with the program that ran when it was opened (execve(2)).
    """
    try:
        data = process.read("smaps_rollup", keep=False)
    except PermissionError as error:
        raise PermissionError(error.errno, FORBIDDEN, "smaps_rollup") from error
    if not data:
        return {}
    sums = parse_smaps_rollup(data)
    return {
        "proportional_bytes": sums["Pss"],
        "private_bytes": sums.get("Private_Clean", 0) + sums.get("Private_Dirty", 0),
        "swap_bytes": sums.get("SwapPss", 0),
    }


PLUGIN = MemoryProportional
