"""Which of the sampler's series are metrics, under which name, and whose they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Optional

from workbench.exporters._families import Family, counter, gauge

TREE, GROUP, HOST, SAMPLER = "tree", "group", "host", "sampler"
"""Values of `role`: the trial's whole process tree, the control groups it was put in, the machine with everything on
it, and our own sampler. A graphics card is `gpu0`, `gpu1`, …"""

MEMORY = gauge("memory_bytes", "Memory of the trial's processes now; pages they share count once where that is known.")
DUTY = gauge("sampler_duty_ratio", "The sampler's share of one core.")


class Source(NamedTuple):
    """`role` is None where each instance has its own (cards). Of several disks or interfaces the values are added up,
    or, where `largest`, the largest is shown."""

    family: Family
    role: Optional[str]
    largest: bool = False


class Reading(NamedTuple):
    """One series of one instance, as the sampler told it."""

    source: Source
    role: str
    instance: str
    value: float


SOURCES: Mapping[str, Source] = {
    "cpu_tree.user_seconds": Source(counter("cpu_user_seconds", "CPU time in user mode."), TREE),
    "cpu_tree.system_seconds": Source(counter("cpu_system_seconds", "CPU time in the kernel."), TREE),
    "run_queue.on_cpu_seconds": Source(counter("on_cpu_seconds", "Time on a CPU, over all threads."), TREE),
    "run_queue.run_queue_wait_seconds": Source(
        counter("run_queue_wait_seconds", "Time ready to run and without a CPU, over all threads."), TREE
    ),
    "context_switches.voluntary_switches": Source(
        counter("context_switches_voluntary", "Times a thread began to wait for something."), TREE
    ),
    "context_switches.involuntary_switches": Source(
        counter("context_switches_involuntary", "Times a thread lost its CPU to another."), TREE
    ),
    "processes.processes": Source(gauge("processes", "Processes now."), TREE),
    "processes.threads": Source(gauge("threads", "Threads now."), TREE),
    "memory_proportional.swap_bytes": Source(gauge("swap_bytes", "Memory that is in swap now."), TREE),
    "group_memory.usage_bytes": Source(
        gauge("group_memory_bytes", "Memory that the kernel counts against the limit, page cache included."), GROUP
    ),
    "group_memory.oom_kills": Source(counter("oom_kills", "Processes killed for want of memory."), GROUP),
    "throttling.periods": Source(counter("cpu_limit_periods", "Periods of the CPU limit."), GROUP),
    "throttling.throttled_periods": Source(
        counter("cpu_limit_throttled_periods", "Periods in which the CPU limit held the trial."), GROUP
    ),
    "throttling.throttled_seconds": Source(
        counter("cpu_limit_throttled_seconds", "How long the CPU limit held the trial."), GROUP
    ),
    "pressure.cpu_some_seconds": Source(
        counter("pressure_cpu_some_seconds", "Time in which a task waited for a CPU (PSI)."), HOST
    ),
    "pressure.memory_some_seconds": Source(
        counter("pressure_memory_some_seconds", "Time in which a task waited for memory (PSI)."), HOST
    ),
    "pressure.memory_full_seconds": Source(
        counter("pressure_memory_full_seconds", "Time in which all tasks waited for memory (PSI)."), HOST
    ),
    "pressure.io_some_seconds": Source(
        counter("pressure_io_some_seconds", "Time in which a task waited for storage (PSI)."), HOST
    ),
    "pressure.io_full_seconds": Source(
        counter("pressure_io_full_seconds", "Time in which all tasks waited for storage (PSI)."), HOST
    ),
    "host_cpu.others_seconds": Source(counter("cpu_others_seconds", "CPU time of what is not the trial."), HOST),
    "host_cpu.steal_seconds": Source(counter("cpu_steal_seconds", "CPU time that the hypervisor withheld."), HOST),
    "host_cpu.iowait_seconds": Source(counter("cpu_iowait_seconds", "CPU time idle, with storage to wait for."), HOST),
    "io_tree.read_bytes": Source(counter("disk_read_bytes", "Read from storage."), TREE),
    "io_tree.written_bytes": Source(counter("disk_written_bytes", "Written to storage."), TREE),
    "io_tree.syscall_read_bytes": Source(counter("syscall_read_bytes", "Read by calls, cached or not."), TREE),
    "io_tree.syscall_written_bytes": Source(counter("syscall_written_bytes", "Written by calls."), TREE),
    "io_tree.syscall_reads": Source(counter("syscall_reads", "Calls that read."), TREE),
    "io_tree.syscall_writes": Source(counter("syscall_writes", "Calls that write."), TREE),
    "host_disk.read_bytes": Source(counter("disk_read_bytes", "Read from storage."), HOST),
    "host_disk.written_bytes": Source(counter("disk_written_bytes", "Written to storage."), HOST),
    "host_disk.reads": Source(counter("disk_reads", "Reads that disks completed."), HOST),
    "host_disk.writes": Source(counter("disk_writes", "Writes that disks completed."), HOST),
    "host_disk.busy_seconds": Source(counter("disk_busy_seconds", "Time that disks had work, over all disks."), HOST),
    "host_disk.await_seconds": Source(
        gauge("disk_await_seconds", "How long a request took lately, on the slowest disk."), HOST, largest=True
    ),
    "host_disk.utilization_ratio": Source(
        gauge("disk_utilization_ratio", "Share of time with work, of the busiest disk."), HOST, largest=True
    ),
    "host_energy.cpu_energy_joules": Source(counter("cpu_energy_joules", "Energy of the processor packages."), HOST),
    "host_network.received_bytes": Source(counter("network_received_bytes", "Received, without the loopback."), HOST),
    "host_network.sent_bytes": Source(counter("network_sent_bytes", "Sent, without the loopback."), HOST),
    "host_network.loopback_bytes": Source(counter("network_loopback_bytes", "Moved over the loopback."), HOST),
    "host_network.retransmitted_segments": Source(
        counter("network_retransmitted_segments", "TCP segments sent again."), HOST
    ),
    "host_memory.available_bytes": Source(gauge("memory_available_bytes", "Memory to be had without swapping."), HOST),
    "host_memory.swapped_in_bytes": Source(counter("swapped_in_bytes", "Read back from swap."), HOST),
    "host_memory.swapped_out_bytes": Source(counter("swapped_out_bytes", "Written to swap."), HOST),
    "host_memory.tree_major_faults": Source(counter("major_page_faults", "Pages waited for from storage."), TREE),
    "gpu.gpu_utilization_ratio": Source(gauge("gpu_utilization_ratio", "Share of time with a kernel running."), None),
    "gpu.gpu_memory_utilization_ratio": Source(
        gauge("gpu_memory_utilization_ratio", "Share of time with the card's memory in use."), None
    ),
    "gpu.gpu_tree_memory_bytes": Source(gauge("gpu_tree_memory_bytes", "The card's memory held by the trial."), None),
    "gpu.gpu_memory_used_bytes": Source(gauge("gpu_memory_used_bytes", "The card's memory in use, by anyone."), None),
    "gpu.gpu_energy_joules": Source(counter("gpu_energy_joules", "Energy, by the card's own counter."), None),
    "gpu.gpu_power_watts": Source(gauge("gpu_power_watts", "Power now."), None),
    "gpu.gpu_sm_clock_hertz": Source(gauge("gpu_sm_clock_hertz", "Clock of the multiprocessors."), None),
    "gpu.gpu_memory_clock_hertz": Source(gauge("gpu_memory_clock_hertz", "Clock of the card's memory."), None),
    "gpu.gpu_throttle_reasons": Source(gauge("gpu_throttle_reasons", "Why clocks are held down: NVML's bits."), None),
    "gpu.gpu_pcie_received_bytes": Source(counter("gpu_pcie_received_bytes", "Received over PCIe."), None),
    "gpu.gpu_pcie_sent_bytes": Source(counter("gpu_pcie_sent_bytes", "Sent over PCIe."), None),
    "sampler.duty_ratio": Source(DUTY, SAMPLER),
}
"""`probe.series` → the metric. What isn't here is in the series file only."""


def readings(values: Mapping[str, float]) -> list[Reading]:
    """Those of `probe.series[instance]` → value that are metrics."""
    found = []
    for name, value in values.items():
        series, _, instance = name.rstrip("]").partition("[")
        source = SOURCES.get(series)
        if source is not None:
            found.append(Reading(source, _role(source, instance), instance, value))
    return found


def _role(source: Source, instance: str) -> str:
    if source.role is None:
        return f"gpu{instance or 0}"
    return GROUP if instance == GROUP else source.role
