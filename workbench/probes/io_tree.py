"""Bytes the tree read and wrote: what its system calls moved, and what reached or left storage."""

from __future__ import annotations

import os
from typing import Dict, Mapping, Optional

from workbench.contracts import ObservedProcess, ObservedTree, Probe
from workbench.telemetry.procfs import parse_io

FIELDS = {
    "read_bytes": "read_bytes",
    "written_bytes": "write_bytes",
    "syscall_read_bytes": "rchar",
    "syscall_written_bytes": "wchar",
}


class IoTree(Probe):
    """/proc/PID/io (proc_pid_io(5)).

    `read_bytes` and `written_bytes` are of storage: what the page cache served or still holds is not in them
    (a page counts as written when it is dirtied). `syscall_*` are what read(2), write(2) and their like moved,
    pipes and sockets included. The kernel adds a process's figures to its parent's when it is waited for, so
    short-lived children count; what falls to the launcher counts too, with the few kB that it moves itself.
    """

    name = "io_tree"
    series = dict.fromkeys(FIELDS, "bytes")

    def __init__(self, proc: str = "/proc", sys: str = "/sys") -> None:
        super().__init__(proc, sys)
        self._largest: Dict[str, float] = {}
        self._launcher_before: Optional[Dict[str, int]] = None

    def unreadable(self) -> Optional[str]:
        """Needs a kernel with CONFIG_TASK_IO_ACCOUNTING."""
        return None if os.path.exists(self.proc + "/self/io") else "needs /proc/PID/io (Linux, task I/O accounting)"

    def sample(self, tree: ObservedTree, now: float) -> Mapping[str, float]:  # noqa: ARG002 - the contract's
        """The four sums since the watch began; they never fall."""
        sums = dict.fromkeys(FIELDS, 0)
        for process in tree.processes:
            _add(sums, _read(process), 1)
        if tree.launcher is not None:
            launcher = _read(tree.launcher)
            if self._launcher_before is None:
                self._launcher_before = launcher
            _add(sums, launcher, 1)
            _add(sums, self._launcher_before, -1)
        for name, value in sums.items():
            self._largest[name] = max(self._largest.get(name, 0), value)
        return self._largest

    def totals(self) -> Mapping[str, Optional[float]]:
        """`read_bytes` and `written_bytes` of storage, and `syscall_read_bytes`, `syscall_written_bytes`."""
        return {name: self._largest.get(name) for name in FIELDS}


def _read(process: ObservedProcess) -> Dict[str, int]:
    data = process.read("io")
    return parse_io(data) if data else {}


def _add(sums: Dict[str, int], figures: Mapping[str, int], sign: int) -> None:
    for name, field in FIELDS.items():
        sums[name] += sign * figures.get(field, 0)


PLUGIN = IoTree
