"""The upper bound of the tree's peak memory: ΣVmHWM, where it may be claimed."""

from __future__ import annotations

import os
from typing import Dict, Mapping, Optional, Set, Tuple

from workbench.contracts import ObservedProcess, ObservedTree, Place, Probe
from workbench.telemetry.procfs import counter_slack_bytes, parse_high_water_bytes

Key = Tuple[int, int]
READ_SECONDS = 0.5


class MemoryHighWater(Probe):
    """VmHWM of /proc/PID/status (proc_pid_status(5)): the kernel's own peak of each process's resident set.

    No moment's ΣPSS exceeds the sum of these peaks over the processes then alive. The sum is claimed for the
    measured window, from the first `measure` to the end of the last (the whole watch where no `measure` is
    reported), and holds all that the window's processes used before it too. It is withdrawn when, in the window,
    - a process departed: it may have grown after its last reading;
    - the count of page faults of waited-for children rose (`cminflt` of proc_pid_stat(5)) in a member or the
      launcher: a child came and went unseen. A parent that ignores SIGCHLD leaves no such trace;
    - a reading fell by more than the kernel's inexactness: the process became another program (execve(2)), or
      somebody reset its mark.
    Apart from that it tells over the whole watch whether there was but one process, whose own peak is the tree's.
    """

    name = "memory_high_water"
    series = {"high_water_bytes": "bytes"}

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._marks: Dict[Key, int] = {}
        self._faults: Dict[Key, int] = {}
        self._launcher_faults: Optional[int] = None
        self._seen: Set[Key] = set()
        self._children_unseen = False
        self._measured = False
        self._open = False
        self._doubtful = False
        self._claimed: Optional[int] = None
        self._sum: Optional[int] = None
        self._read_at: Optional[float] = None
        self._slack_bytes = counter_slack_bytes()

    def unreadable(self) -> Optional[str]:
        """Only Linux tells it."""
        return None if os.path.exists(self.place.proc + "/self/status") else "needs /proc/PID/status (Linux)"

    def mark(self, tree: ObservedTree, phase: str, edge: str, now: float) -> None:  # noqa: ARG002 - the contract's
        """The first `measure` opens the window; each end claims what stands then."""
        if phase != "measure":
            return
        self._read_at = None
        if edge == "start":
            self._doubtful = self._doubtful and self._measured
            self._measured = self._open = True
        elif self._open:
            self._open = False
            self._watch_membership(tree)
            total = self._read_marks(tree)
            self._claimed = None if self._doubtful else total

    def sample(self, tree: ObservedTree, now: float) -> Mapping[str, float]:
        """Σ of the marks over the tree's processes, twice a second and at the edges of `measure`."""
        self._watch_membership(tree)
        if self._read_at is not None and now - self._read_at < READ_SECONDS:
            return {}
        self._read_at = now
        self._sum = self._read_marks(tree)
        return {} if self._sum is None else {"high_water_bytes": self._sum}

    def totals(self) -> Mapping[str, Optional[float]]:
        """`high_water_bytes`: the upper bound, or None where it can't be claimed. `only_process`: 1 or 0.

        It is 1 where every tick saw the same process alone, which had waited for no child, and no orphan was reaped
        beside it. What the last of its ticks was too early for is not in it.
        """
        only = len(self._seen) == 1 and not self._children_unseen
        claimed = self._claimed if self._measured else self._sum
        known = not (self._open if self._measured else self._doubtful)
        return {"high_water_bytes": claimed if known else None, "only_process": float(only)}

    def _watch_membership(self, tree: ObservedTree) -> None:
        reaped = self._orphan_reaped(tree)
        members = (*tree.processes, *tree.departed)
        if len(self._seen) < 2:
            self._seen.update(map(_key, members))
        for process in members:
            if process.reaped_faults and process.reaped_faults > self._faults.get(_key(process), 0):
                self._faults[_key(process)] = process.reaped_faults
                reaped = True
        self._children_unseen = self._children_unseen or reaped
        self._doubtful = self._doubtful or reaped or bool(tree.departed)

    def _orphan_reaped(self, tree: ObservedTree) -> bool:
        """Whether the launcher waited for one who was not of the tree's known; once all are gone it is for these."""
        if tree.launcher is None:
            return False
        before, self._launcher_faults = self._launcher_faults, tree.launcher.reaped_faults
        return before is not None and self._launcher_faults > before and bool(tree.processes)

    def _read_marks(self, tree: ObservedTree) -> Optional[int]:
        total = 0
        for process in tree.processes:
            data = process.read("status")
            mark = parse_high_water_bytes(data) if data else None
            if mark is None:
                self._doubtful = True
                continue
            before = self._marks.get(_key(process), 0)
            self._doubtful = self._doubtful or mark < before - self._slack_bytes
            self._marks[_key(process)] = max(mark, before)
            total += self._marks[_key(process)]
        return total if tree.processes else None


def _key(process: ObservedProcess) -> Key:
    return process.pid, process.started


PLUGIN = MemoryHighWater
