"""What a case showed while it was measured: the figures that causes are told from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeGuard

from workbench.model.case import Case

WANTING = 0.75
"""A case that wanted this share of its cores all the time was held up by CPUs; one that wanted less waited otherwise.

The USE method (Gregg, "Thinking Methodically about Performance", 2012) calls a resource busy from 60 to 70 %
on; a quarter of the time is also what a reader would want an answer for."""
FREE = 0.9
"""With a tenth of the CPUs idle nobody queues for long."""


@dataclass(frozen=True)
class Symptoms:
    """Medians over the launches of `case` that went well, of their measured time alone; None: not known here.

    `*_cores` are seconds per second: how many cores on average. `cores_given` is what the case could have had: its
    workers × threads, at most what the machine and its limits leave; `usable_cpus` the CPUs that it may run on.
    `run_queue_wait_cores`: threads of the case that could run and had no CPU, on average, throttled ones included
    (sched-stats.rst of the kernel). `*_pressure_ratio`: share of the time in which some task stood still for want of it
    (psi.rst): of the case's control group where it has one, else of the machine. `storage_*` is of the case's
    processes; `disk_*`, `network_*`, `loopback_*` and `swapped_*` are of the machine. `load_balance_ratio` is POP's
    mean / max useful time of the workers. `transfer_seconds` and `compute_seconds` are of one call.
    `memory_ceiling_bytes_per_second` is what `doctor --ceilings` measured for as many cores.
    """

    case: Case
    call_seconds: float | None = None
    measured_seconds: float | None = None
    cores_used: float | None = None
    cores_used_at_most: float | None = None
    cores_given: float = 1.0
    usable_cpus: float = 1.0
    run_queue_wait_cores: float | None = None
    throttled_cores: float | None = None
    throttled_periods_ratio: float | None = None
    others_cores: float | None = None
    steal_cores: float | None = None
    iowait_cores: float | None = None
    io_pressure_ratio: float | None = None
    memory_pressure_ratio: float | None = None
    storage_bytes_per_second: float | None = None
    disk_utilization_ratio: float | None = None
    loopback_bytes_per_second: float | None = None
    network_bytes_per_second: float | None = None
    voluntary_switches_per_second: float | None = None
    involuntary_switches_per_second: float | None = None
    swapped_bytes_per_second: float | None = None
    major_faults_per_second: float | None = None
    gpu_utilization_ratio: float | None = None
    gpu_memory_bytes: float | None = None
    load_balance_ratio: float | None = None
    busy_threads: float | None = None
    peak_processes: float | None = None
    gil_enabled: bool | None = None
    gil_contention_ratio: float | None = None
    start_seconds: float | None = None
    transfer_seconds: float | None = None
    compute_seconds: float | None = None
    declared_bytes_per_second: float | None = None
    memory_ceiling_bytes_per_second: float | None = None

    @property
    def wanted_cores(self) -> float | None:
        """How many CPUs its threads wanted at a time, as far as known: those they had, those that were taken from them.

        Of the queueing only the part counts that came of having lost a CPU, by the switches' share (involuntary of
        all): who queues on waking up is a thread that mostly sleeps, and would hardly queue on a quiet machine. The
        hypervisor's steal counts by the case's share of what ran.
        """
        if self.cores_used is None:
            return None
        return self.cores_used + self._taken_ratio * (self.run_queue_wait_cores or 0.0) + self._stolen_cores

    @property
    def _taken_ratio(self) -> float:
        voluntary, involuntary = self.voluntary_switches_per_second, self.involuntary_switches_per_second
        if voluntary is None or involuntary is None or voluntary + involuntary <= 0:
            return 1.0
        return involuntary / (voluntary + involuntary)

    @property
    def _stolen_cores(self) -> float:
        running = (self.cores_used or 0.0) + (self.others_cores or 0.0)
        return (self.steal_cores or 0.0) * ((self.cores_used or 0.0) / running if running > 0 else 0.0)

    @property
    def wanted_ratio(self) -> float | None:
        """The share of the cores given that it wanted; over 1 where it wanted more."""
        return None if self.wanted_cores is None else self.wanted_cores / self.cores_given

    @property
    def wanted_at_most_cores(self) -> float | None:
        """What it can have wanted at most. None where it may have queued for CPUs and nobody counted how long.

        Where only the whole trial's CPU time is known, it is a bound on what the measured part can have used.
        """
        used = self.cores_used_at_most if self.cores_used is None else self.cores_used + self._stolen_cores
        if used is None:
            return None
        if self.run_queue_wait_cores is not None:
            return used + self.run_queue_wait_cores
        return used if below(self.others_cores, FREE * self.usable_cpus - used) else None

    @property
    def waiting_ratio(self) -> float | None:
        """The share of the cores given that it did not want: it waited for something that is no CPU."""
        most = self.wanted_at_most_cores
        return None if most is None else max(0.0, 1.0 - most / self.cores_given)


def at_least(value: float | None, threshold: float) -> TypeGuard[float]:
    """Whether the value is known and reaches the threshold: what is not known is evidence of nothing."""
    return value is not None and value >= threshold


def below(value: float | None, threshold: float) -> TypeGuard[float]:
    """Whether the value is known and lower than the threshold."""
    return value is not None and value < threshold
