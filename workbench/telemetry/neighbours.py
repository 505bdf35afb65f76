"""How busy everybody else kept this machine while we did something."""

from __future__ import annotations

import resource
import time
from typing import Optional

from workbench.telemetry.kernel.procfs import TICKS_PER_SECOND
from workbench.telemetry.spoilers import read_cpu_ticks


class Neighbours:
    """Counts from its making on. Our own processes must have been waited for by the time it is asked."""

    def __init__(self, proc: str = "/proc") -> None:
        self._proc = proc
        self._began = time.monotonic()
        self._before = read_cpu_ticks(proc)
        self._own_before = _own_seconds()

    def busy_ratio(self) -> Optional[float]:
        """The share of all CPUs' time that others used since; None where /proc/stat (proc_stat(5)) can't be read."""
        before, after = self._before, read_cpu_ticks(self._proc)
        elapsed = time.monotonic() - self._began
        if before is None or after is None or elapsed <= 0:
            return None
        others = (after.busy - before.busy) / TICKS_PER_SECOND - (_own_seconds() - self._own_before)
        return min(1.0, max(0.0, others / (elapsed * max(1, after.cpus))))


def _own_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)
