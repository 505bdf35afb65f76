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
        self._lone_peak: Optional[float] = None

    def sample(self, tree: ObservedTree, now: float) -> Mapping[str, float]:  # noqa: ARG002 - the contract's
        """Σ resident set size over the tree's processes."""
        total = sum([process.resident_bytes() for process in tree.processes])
        if tree.processes:
            self._peak = total if self._peak is None else max(self._peak, total)
        if len(tree.processes) == 1:
            self._lone_peak = max(self._lone_peak or 0, tree.processes[0].anonymous_bytes())
        return {"resident_bytes": total}

    def totals(self) -> Mapping[str, Optional[float]]:
        """`rss_sampled_bytes`: the largest sum seen. `lone_anonymous_bytes`: see below.

        Anonymous pages of a tree's only process are its alone, so its PSS is at least these: a lower bound of the
        peak that, unlike PSS, every tick can afford.
        """
        return {"rss_sampled_bytes": self._peak, "lone_anonymous_bytes": self._lone_peak or None}


PLUGIN = MemoryResident
