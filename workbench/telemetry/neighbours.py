"""How busy everybody else kept this machine while we did something."""

from __future__ import annotations

import resource
import time
from typing import Optional

from workbench.telemetry.procfs import TICKS_PER_SECOND, parse_cpu_ticks
from workbench.telemetry.topology import read_bytes


class Neighbours:
    """Counts from its making on. Our own processes must have been waited for by the time it is asked."""

    def __init__(self, proc: str = "/proc") -> None:
        self._path = proc + "/stat"
        self._began = time.monotonic()
        self._others = self._others_seconds()

    def busy_ratio(self) -> Optional[float]:
        """The share of all CPUs' time that others used since; None where /proc/stat (proc_stat(5)) can't be read."""
        before, after = self._others, self._others_seconds()
        elapsed = time.monotonic() - self._began
        data = read_bytes(self._path)
        if before is None or after is None or not data or elapsed <= 0:
            return None
        return min(1.0, max(0.0, (after - before) / (elapsed * max(1, parse_cpu_ticks(data).cpus))))

    def _others_seconds(self) -> Optional[float]:
        data = read_bytes(self._path)
        if not data:
            return None
        own = 0.0
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
            used = resource.getrusage(who)
            own += used.ru_utime + used.ru_stime
        return parse_cpu_ticks(data).busy / TICKS_PER_SECOND - own
