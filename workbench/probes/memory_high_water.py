"""The upper bound of the tree's peak memory: ΣVmHWM, where it may be claimed."""

from __future__ import annotations

import os
from typing import Dict, Mapping, Optional, Set, Tuple

from workbench.contracts import ObservedProcess, ObservedTree, Place, Probe
from workbench.telemetry.kernel.procfs import counter_slack_bytes, parse_high_water_bytes
from workbench.telemetry.window import WindowPeak

Key = Tuple[int, int]
READ_SECONDS = 0.5


class MemoryHighWater(Probe):
    """VmHWM of /proc/PID/status (proc_pid_status(5)): the kernel's own peak of each process's resident set.

    No moment's memory exceeds the sum of these peaks over the processes then alive. The sum is claimed for the
    measured window, from the first `measure` to the end of the last (the whole watch where no `measure` is
    reported). The trial itself resets the marks of its processes right before the window (see workbench.child.peaks;
    a reset from here would come too late and forget); a daemon's that it can't reach holds what came before, too.
    The sum is withdrawn when, in the window,
    - a process departed: it may have grown after its last reading;
    - the count of page faults of waited-for children rose (`cminflt` of proc_pid_stat(5)) in a member or the
      launcher: a child came and went unseen. A parent that ignores SIGCHLD leaves no such trace;
    - a reading fell by more than the kernel's inexactness: the process became another program (execve(2)), or
      somebody reset its mark.
    The largest mark of one process is the other bound: those pages were all in memory at one time. In the window it
    counts if the process was not there at its begin, or if it rose since.
    Apart from that it tells over the whole watch whether there was but one process, whose own peak is the tree's.
    """

    name = "memory_high_water"
    series = {"high_water_bytes": "bytes"}

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._marks: Dict[Key, int] = {}
        self._at_begin: Dict[Key, int] = {}
        self._largest = WindowPeak()
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

    def mark(self, tree: ObservedTree, phase: str, edge: str, now: float) -> None:
        """The first `measure` opens the window; each end claims what stands then."""
        if phase != "measure":
            return
        self._largest.mark(phase, edge, now)
        self._read_at = None
        if edge == "start":
            if not self._measured:
                self._begin(tree)
            self._open = True
        elif self._open:
            self._open = False
            self._watch_membership(tree)
            total = self._read_marks(tree, now)
            self._claimed = None if self._doubtful else total

    def _begin(self, tree: ObservedTree) -> None:
        """What was before the window has no say in it: the marks have just been reset."""
        self._measured, self._doubtful = True, False
        marks = ((process, _read(process)) for process in tree.processes)
        self._at_begin = {_key(process): mark for process, mark in marks if mark is not None}
        self._marks = dict(self._at_begin)

    def sample(self, tree: ObservedTree, now: float) -> Mapping[str, float]:
        """Σ of the marks over the tree's processes, twice a second and at the edges of `measure`."""
        self._watch_membership(tree)
        if self._read_at is not None and now - self._read_at < READ_SECONDS:
            return {}
        self._read_at = now
        self._sum = self._read_marks(tree, now)
        return {} if self._sum is None else {"high_water_bytes": self._sum}

    def sample_processes(self, tree: ObservedTree, now: float) -> Mapping[int, Mapping[str, float]]:  # noqa: ARG002
        """Each one's mark as last read."""
        marks = {process.pid: self._marks.get(_key(process)) for process in tree.processes}
        return {pid: {"high_water_bytes": mark} for pid, mark in marks.items() if mark is not None}

    def totals(self) -> Mapping[str, Optional[float]]:
        """`high_water_bytes`: the upper bound, or None where it can't be claimed. `process_sampled_bytes` and
        `trial_process_sampled_bytes`: the largest mark in the measured window and over the whole watch.
        `only_process`: 1 or 0.

        The last is 1 where every tick saw the same process alone, which had waited for no child, and no orphan was
        reaped beside it. What the last of its ticks was too early for is not in it.
        """
        only = len(self._seen) == 1 and not self._children_unseen
        claimed = self._claimed if self._measured else self._sum
        known = not (self._open if self._measured else self._doubtful)
        return {
            "high_water_bytes": claimed if known else None,
            "process_sampled_bytes": self._largest.measured,
            "trial_process_sampled_bytes": self._largest.whole,
            "only_process": float(only),
        }

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

    def _read_marks(self, tree: ObservedTree, now: float) -> Optional[int]:
        total = 0
        for process in tree.processes:
            mark = _read(process)
            if mark is None:
                self._doubtful = True
                continue
            key = _key(process)
            before = self._marks.get(key, 0)
            self._doubtful = self._doubtful or mark < before - self._slack_bytes
            self._marks[key] = max(mark, before)
            total += self._marks[key]
            if mark > self._at_begin.get(key, 0):
                self._largest.see(mark, now)
        return total if tree.processes else None


def _read(process: ObservedProcess) -> Optional[int]:
    data = process.read("status")
    return parse_high_water_bytes(data) if data else None


def _key(process: ObservedProcess) -> Key:
    return process.pid, process.started


PLUGIN = MemoryHighWater
