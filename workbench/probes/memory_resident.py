"""Resident memory of the tree: ΣRSS, every tick. Pages that processes share count once for each of them."""

from __future__ import annotations

from typing import Mapping, Optional

from workbench.contracts import ObservedTree, Place, Probe


class MemoryResident(Probe):
    """/proc/PID/statm (proc_pid_statm(5)), or psutil where there is no /proc."""

    name = "memory_resident"
    series = {"resident_bytes": "bytes"}

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._peak: Optional[float] = None
        self._largest_anonymous = 0

    def sample(self, tree: ObservedTree, now: float) -> Mapping[str, float]:  # noqa: ARG002 - the contract's
        """Σ resident set size over the tree's processes."""
        total = sum([process.resident_bytes() for process in tree.processes])
        if tree.processes:
            self._peak = total if self._peak is None else max(self._peak, total)
            largest = max([process.anonymous_bytes() for process in tree.processes])
            self._largest_anonymous = max(self._largest_anonymous, largest)
        return {"resident_bytes": total}

    def totals(self) -> Mapping[str, Optional[float]]:
        """`rss_sampled_bytes`: the largest sum seen. `anonymous_sampled_bytes`: see below.

        Anonymous pages are shared by fork only, so all who share one are in the tree, and their shares of it come
        to the whole page: the tree's PSS is at least the anonymous memory of any one process. That is a lower
        bound of the peak that, unlike PSS, every tick can afford.
        """
        return {"rss_sampled_bytes": self._peak, "anonymous_sampled_bytes": self._largest_anonymous or None}


PLUGIN = MemoryResident
