"""What everybody else did with this machine's CPUs meanwhile: the noisy neighbour."""

from __future__ import annotations

import os
import time
from typing import Dict, Mapping, Optional, Tuple

from workbench.contracts import ObservedTree, Place, Probe
from workbench.telemetry.kernel.keptfile import KeptFile
from workbench.telemetry.kernel.procfs import TICKS_PER_SECOND, CpuTicks, parse_cpu_ticks

SHORTEST_SECONDS = 0.5
"""CPU time is counted in ticks of 10 ms: over less than this a ratio would be noise."""
RATIOS = ("host_busy_ratio", "steal_ratio", "iowait_ratio")


class HostCpu(Probe):
    """/proc/stat (proc_stat(5)), or psutil where there is no /proc: busy time less the tree's and the sampler's own.

    The launcher and the runner, which sleep while a trial runs, are among the others. `steal` is what a hypervisor
    gave to others while this machine had work; many don't tell it. `iowait` is idle time with something waiting
    for storage: a lower bound, for a CPU that finds other work isn't idle.
    """

    name = "host_cpu"
    series = {"others_seconds": "seconds", "steal_seconds": "seconds", "iowait_seconds": "seconds"}
    counters = frozenset(series)
    interval_seconds = 1.0

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._file = KeptFile(place.proc + "/stat")
        self._has_proc = os.path.exists(self._file.path)
        self._first: Optional[CpuTicks] = None
        self._first_own: Tuple[float, float] = (0.0, 0.0)
        self._first_at = 0.0
        self._largest = [0.0, 0.0, 0.0]
        self._ratios: Dict[str, Optional[float]] = dict.fromkeys(RATIOS)

    def sample(self, tree: ObservedTree, now: float) -> Mapping[str, float]:
        """Seconds since the watch began, over all CPUs: used by others, stolen by the hypervisor, waiting for disk."""
        ticks = self._read()
        sampler, watched = time.process_time(), tree.user_seconds + tree.system_seconds
        if self._first is None:
            self._first, self._first_own, self._first_at = ticks, (sampler, watched), now
        own = sampler - self._first_own[0] + watched - self._first_own[1]
        others = max(0.0, (ticks.busy - self._first.busy) / TICKS_PER_SECOND - own)
        steal = (ticks.steal - self._first.steal) / TICKS_PER_SECOND
        iowait = (ticks.iowait - self._first.iowait) / TICKS_PER_SECOND
        elapsed = now - self._first_at
        if elapsed >= SHORTEST_SECONDS:
            capacity = elapsed * max(1, ticks.cpus)
            shares = (min(1.0, max(0.0, used / capacity)) for used in (others, steal, iowait))
            self._ratios = dict(zip(RATIOS, shares))
        # What an unseen child used passes for others' work until it is waited for, and iowait may fall (proc_stat(5)).
        self._largest = list(map(max, self._largest, (others, steal, iowait)))
        return dict(zip(self.series, self._largest))

    def totals(self) -> Mapping[str, Optional[float]]:
        """`host_busy_ratio`, `steal_ratio` and `iowait_ratio`: the three as a share of all CPUs over the watch.

        None for a watch under half a second.
        """
        return dict(self._ratios)

    def close(self) -> None:
        """Let go of the descriptor."""
        self._file.close()

    def _read(self) -> CpuTicks:
        return parse_cpu_ticks(self._file.read()) if self._has_proc else _portable()


def _portable() -> CpuTicks:
    import psutil

    times = psutil.cpu_times()
    names = ("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal")
    ticks = [int(getattr(times, name, 0.0) * TICKS_PER_SECOND) for name in names]
    return CpuTicks(*ticks)._replace(cpus=psutil.cpu_count() or 1)


PLUGIN = HostCpu
