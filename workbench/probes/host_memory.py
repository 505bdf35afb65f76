"""Whether the machine ran short of memory: what is left, what it swapped, what the tree had to fetch from disk."""

from __future__ import annotations

import os
from typing import Dict, Mapping, Optional, Tuple

from workbench.contracts import ObservedProcess, ObservedTree, Place, Probe
from workbench.telemetry.kernel.faults import parse_major_faults
from workbench.telemetry.kernel.growth import Growth
from workbench.telemetry.kernel.keptfile import KeptFile
from workbench.telemetry.kernel.paging import parse_available_bytes, parse_swapped_pages
from workbench.telemetry.kernel.procfs import PAGE_BYTES

SWAPPED = ("swapped_in_bytes", "swapped_out_bytes")
COUNTERS = {**dict.fromkeys(SWAPPED, "bytes"), "tree_major_faults": "1"}


class HostMemory(Probe):
    """/proc/meminfo and /proc/vmstat, or psutil where there is no /proc, and `majflt` of /proc/PID/stat.

    `available_bytes` is what new work could have without swapping (proc_meminfo(5)). `swapped_*` is everybody's.
    `tree_major_faults`: pages that the tree's processes had to wait for, from swap or from a file (a program's
    own code too), children that were waited for included; what falls to the launcher counts.
    """

    name = "host_memory"
    series = {"available_bytes": "bytes", **COUNTERS}
    counters = frozenset(COUNTERS)
    interval_seconds = 1.0

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._memory = KeptFile(place.proc + "/meminfo")
        self._events = KeptFile(place.proc + "/vmstat")
        self._has_proc = os.path.exists(self._memory.path)
        self._growth = Growth()
        self._faults = 0
        self._launcher_before: Optional[int] = None
        self._least_available: Optional[float] = None

    def sample(self, tree: ObservedTree, now: float) -> Mapping[str, float]:  # noqa: ARG002 - the contract's
        """What is available now, and sums since the watch began."""
        if self._has_proc:
            available, swapped = self._read()
            self._faults = max(self._faults, self._tree_faults(tree))
            faults = {"tree_major_faults": float(self._faults)}
        else:
            available, swapped = _portable()
            faults = {}
        self._least_available = available if self._least_available is None else min(available, self._least_available)
        return {"available_bytes": available, **self._growth.take(swapped), **faults}

    def totals(self) -> Mapping[str, Optional[float]]:
        """`least_available_bytes` of all samples, and what was swapped over the watch."""
        swapped = {name: self._growth.sums.get(name) for name in SWAPPED}
        return {"least_available_bytes": self._least_available, **swapped}

    def close(self) -> None:
        """Let go of descriptors."""
        self._memory.close()
        self._events.close()

    def _read(self) -> Tuple[float, Dict[str, float]]:
        pages = parse_swapped_pages(self._events.read())
        swapped = dict(zip(SWAPPED, (float(count * PAGE_BYTES) for count in pages)))
        return float(parse_available_bytes(self._memory.read())), swapped

    def _tree_faults(self, tree: ObservedTree) -> int:
        faults = sum(map(_faults, tree.processes))
        if tree.launcher is None:
            return faults
        launcher = _faults(tree.launcher)
        if self._launcher_before is None:
            self._launcher_before = launcher
        return faults + launcher - self._launcher_before


def _faults(process: ObservedProcess) -> int:
    data = process.read("stat")
    return parse_major_faults(data) if data else 0


def _portable() -> Tuple[float, Dict[str, float]]:
    import psutil

    swap = psutil.swap_memory()
    return float(psutil.virtual_memory().available), dict(zip(SWAPPED, (float(swap.sin), float(swap.sout))))


PLUGIN = HostMemory
