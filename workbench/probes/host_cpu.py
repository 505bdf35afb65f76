"""What everybody else did with this machine's CPUs meanwhile: the noisy neighbour."""

from __future__ import annotations

import os
import time
from typing import Mapping, Optional, Tuple

from workbench.contracts import ObservedTree, Place, Probe
from workbench.telemetry.procfs import TICKS_PER_SECOND, CpuTicks, parse_cpu_ticks

SHORTEST_SECONDS = 0.5
"""CPU time is counted in ticks of 10 ms: over less than this a ratio would be noise."""


class HostCpu(Probe):
    """/proc/stat (proc_stat(5)), or psutil where there is no /proc: busy time less the tree's and the sampler's own.

    The launcher and the runner, which sleep while a trial runs, are among the others.
    """

    name = "host_cpu"
    series = {"others_seconds": "seconds", "steal_seconds": "seconds", "iowait_seconds": "seconds"}
    interval_seconds = 0.5

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._descriptor: Optional[int] = None
        self._first: Optional[CpuTicks] = None
        self._first_own: Tuple[float, float] = (0.0, 0.0)
        self._first_at = 0.0
        self._ratio: Optional[float] = None

    def sample(self, tree: ObservedTree, now: float) -> Mapping[str, float]:
        """Seconds since the watch began, over all CPUs: used by others, stolen by the hypervisor, waiting for disk."""
        ticks = self._read()
        sampler, watched = time.process_time(), tree.user_seconds + tree.system_seconds
        if self._first is None:
            self._first, self._first_own, self._first_at = ticks, (sampler, watched), now
        own = sampler - self._first_own[0] + watched - self._first_own[1]
        others = max(0.0, (ticks.busy - self._first.busy) / TICKS_PER_SECOND - own)
        elapsed = now - self._first_at
        if elapsed >= SHORTEST_SECONDS:
            self._ratio = min(1.0, others / (elapsed * max(1, ticks.cpus)))
        return {
            "others_seconds": others,
            "steal_seconds": (ticks.steal - self._first.steal) / TICKS_PER_SECOND,
            "iowait_seconds": (ticks.iowait - self._first.iowait) / TICKS_PER_SECOND,
        }

    def totals(self) -> Mapping[str, Optional[float]]:
        """`host_busy_ratio`: the others' share of all CPUs over the watch; None for a watch under half a second."""
        return {"host_busy_ratio": self._ratio}

    def close(self) -> None:
        """Let go of the descriptor."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _read(self) -> CpuTicks:
        path = self.place.proc + "/stat"
        if self._descriptor is None and not os.path.exists(path):
            return _portable()
        if self._descriptor is None:
            self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        return parse_cpu_ticks(os.pread(self._descriptor, 1 << 16, 0))


def _portable() -> CpuTicks:
    import psutil

    times = psutil.cpu_times()
    names = ("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal")
    ticks = [int(getattr(times, name, 0.0) * TICKS_PER_SECOND) for name in names]
    return CpuTicks(*ticks)._replace(cpus=psutil.cpu_count() or 1)


PLUGIN = HostCpu
