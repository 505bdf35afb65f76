"""Resident memory of the tree: ΣRSS, every tick. Pages that processes share count once for each of them."""

from __future__ import annotations

from typing import Mapping, Optional

from workbench.contracts import ObservedTree, Probe


class MemoryResident(Probe):
    """/proc/PID/statm (proc_pid_statm(5)), or psutil where there is no /proc."""

    name = "memory_resident"
    series = {"resident_bytes": "bytes"}

    def __init__(self, proc: str = "/proc", sys: str = "/sys") -> None:
        super().__init__(proc, sys)
        self._peak: Optional[float] = None

    def sample(self, tree: ObservedTree, now: float) -> Mapping[str, float]:  # noqa: ARG002 - the contract's
        """Σ resident set size over the tree's processes."""
        total = sum([process.resident_bytes() for process in tree.processes])
        if tree.processes:
            self._peak = total if self._peak is None else max(self._peak, total)
        return {"resident_bytes": total}

    def totals(self) -> Mapping[str, Optional[float]]:
        """`rss_sampled_bytes`: the largest sum seen."""
        return {"rss_sampled_bytes": self._peak}


PLUGIN = MemoryResident
