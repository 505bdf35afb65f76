"""CPU seconds of the tree, short-lived children included."""

from __future__ import annotations

from typing import Mapping, Optional

from workbench.contracts import ObservedTree, Place, Probe


class CpuTree(Probe):
    """/proc/PID/stat (proc_pid_stat(5)): time of the living, plus what each has added up of those it waited for."""

    name = "cpu_tree"
    series = {"user_seconds": "seconds", "system_seconds": "seconds"}
    counters = frozenset(series)

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._seconds = 0.0

    def sample(self, tree: ObservedTree, now: float) -> Mapping[str, float]:  # noqa: ARG002 - the contract's
        """User and system seconds since the watch began."""
        self._seconds = tree.user_seconds + tree.system_seconds
        return {"user_seconds": tree.user_seconds, "system_seconds": tree.system_seconds}

    def sample_processes(self, tree: ObservedTree, now: float) -> Mapping[int, Mapping[str, float]]:  # noqa: ARG002
        """The same of each process since it began, without those it waited for: they have lines of their own."""
        return {
            process.pid: {"user_seconds": process.user_seconds, "system_seconds": process.system_seconds}
            for process in tree.processes
        }

    def totals(self) -> Mapping[str, Optional[float]]:
        """`cpu_sampled_seconds`: user and system together, in the kernel's ticks of 10 ms."""
        return {"cpu_sampled_seconds": self._seconds}


PLUGIN = CpuTree
