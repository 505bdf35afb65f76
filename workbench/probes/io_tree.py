"""Bytes the tree read and wrote: what its system calls moved, and what reached or left storage."""

from __future__ import annotations

import os
from typing import List, Mapping, Optional, Sequence

from workbench.contracts import ObservedProcess, ObservedTree, Place, Probe
from workbench.telemetry.kernel.procfs import IoBytes, parse_io

SERIES = {
    "read_bytes": "bytes",
    "written_bytes": "bytes",
    "syscall_read_bytes": "bytes",
    "syscall_written_bytes": "bytes",
    "syscall_reads": "1",
    "syscall_writes": "1",
}
NOTHING = IoBytes(0, 0, 0, 0, 0, 0)


class IoTree(Probe):
    """/proc/PID/io (proc_pid_io(5)).

    `read_bytes` and `written_bytes` are of storage: what the page cache served or still holds is not in them
    (a page counts as written when it is dirtied). `syscall_*` are what read(2), write(2) and their like moved,
    pipes included, and how often they were called; sockets' own calls, send(2) and recv(2), are not counted. The
    kernel adds a process's figures to its parent's when it is waited for, so short-lived children count; what
    falls to the launcher counts too, with the few kB that it moves itself.
    """

    name = "io_tree"
    series = SERIES
    counters = frozenset(SERIES)
    interval_seconds = 1.0

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._largest: Optional[List[int]] = None
        self._launcher_before: Optional[IoBytes] = None
        self._read: Sequence[IoBytes] = ()

    def unreadable(self) -> Optional[str]:
        """Needs a kernel with CONFIG_TASK_IO_ACCOUNTING."""
        return (
            None if os.path.exists(self.place.proc + "/self/io") else "needs /proc/PID/io (Linux, task I/O accounting)"
        )

    def sample(self, tree: ObservedTree, now: float) -> Mapping[str, float]:  # noqa: ARG002 - the contract's
        """The six sums since the watch began; they never fall."""
        self._read = [_read(process) for process in tree.processes]
        sums = [sum(column) for column in zip(NOTHING, *self._read)]
        if tree.launcher is not None:
            launcher = _read(tree.launcher)
            if self._launcher_before is None:
                self._launcher_before = launcher
            sums = [total + after - before for total, after, before in zip(sums, launcher, self._launcher_before)]
        self._largest = sums if self._largest is None else list(map(max, sums, self._largest))
        return dict(zip(SERIES, self._largest))

    def sample_processes(self, tree: ObservedTree, now: float) -> Mapping[int, Mapping[str, float]]:  # noqa: ARG002
        """The same six of each process."""
        return {process.pid: dict(zip(SERIES, read)) for process, read in zip(tree.processes, self._read)}

    def totals(self) -> Mapping[str, Optional[float]]:
        """The same six over the watch."""
        return dict.fromkeys(SERIES) if self._largest is None else dict(zip(SERIES, self._largest))


def _read(process: ObservedProcess) -> IoBytes:
    data = process.read("io")
    return parse_io(data) if data else NOTHING


PLUGIN = IoTree
