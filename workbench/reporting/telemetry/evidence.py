"""The figures that a diagnosis rests on, in plain words with their units."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.model.units import format_bytes, format_seconds
from workbench.reporting.escaping import plain
from workbench.reporting.figures import figure
from workbench.reporting.telemetry.seeing import Seen

CORES, TIMES, COUNT = "cores", "times", "count"
WORDS: Mapping[str, tuple[str, str]] = {
    "cores_used": ("CPU used", CORES),
    "cores_used_at_most": ("CPU used at most", CORES),
    "cores_given": ("CPU it could have had", CORES),
    "usable_cpus": ("CPUs it may run on", COUNT),
    "run_queue_wait_cores": ("threads queueing for a CPU", COUNT),
    "others_cores": ("CPU used by other programs", CORES),
    "steal_cores": ("CPU taken by other guests of the host", CORES),
    "throttled_cores": ("CPU withheld by its limit", CORES),
    "throttled_periods_ratio": ("periods cut short by its limit", ""),
    "iowait_cores": ("CPUs idle for want of the disk", COUNT),
    "io_pressure_ratio": ("time in which something stood still for the disk", ""),
    "memory_pressure_ratio": ("time in which something stood still for memory", ""),
    "storage_bytes_per_second": ("read from and written to storage", ""),
    "disk_utilization_ratio": ("time in which the disk was busy", ""),
    "network_bytes_per_second": ("over the network", ""),
    "loopback_bytes_per_second": ("between processes of this machine, over loopback", ""),
    "voluntary_switches_per_second": ("gave its CPU up", TIMES),
    "involuntary_switches_per_second": ("lost its CPU to another", TIMES),
    "swapped_bytes_per_second": ("swapped", ""),
    "major_faults_per_second": ("pages fetched from disk", TIMES),
    "gpu_utilization_ratio": ("time in which the GPU was busy", ""),
    "gpu_memory_bytes": ("GPU memory", ""),
    "load_balance_ratio": ("load balance, mean to longest worker", ""),
    "busy_threads": ("busy threads", COUNT),
    "peak_processes": ("processes at most", COUNT),
    "gil_contention_ratio": ("time spent waiting for Python's lock", ""),
    "measured_seconds": ("measured for", ""),
    "call_seconds": ("a call", ""),
    "start_seconds": ("start-up", ""),
    "transfer_seconds": ("transfer in a call", ""),
    "compute_seconds": ("computing in a call", ""),
    "declared_bytes_per_second": ("memory traffic the workload declares", ""),
    "memory_ceiling_bytes_per_second": ("memory traffic this machine reaches", ""),
}
"""Each symptom in words, and what it counts where its name's ending doesn't say."""
LEAST = 0.01


def evidence(seen: Seen) -> str:
    """The figures that the headline rests on: of this launch, and as the median over its case's launches."""
    if not seen.diagnoses or not seen.diagnoses[0].evidence:
        return ""
    first = seen.diagnoses[0]
    same = next((each.evidence for each in seen.of_case if each.cause == first.cause), {})
    told = []
    for name, value in first.evidence.items():
        words, counted = WORDS.get(name, (_bare(name), ""))
        median = f" ({_figure(name, same[name], counted)})" if name in same else ""
        told.append(f"{words}: {_figure(name, value, counted)}{median}")
    beside = " (in brackets: the median of its case's launches)" if same else ""
    return f"While measured{beside}: {' · '.join(told)}."


def _bare(name: str) -> str:
    return plain(name.replace("_", " "))


def _figure(name: str, value: float, counted: str) -> str:
    if name.endswith("_bytes_per_second"):
        return f"{format_bytes(value)}/s"
    if counted == TIMES or name.endswith("_per_second"):
        return f"{_few(value)} times a second"
    if name.endswith("_bytes"):
        return format_bytes(value)
    if name.endswith("_seconds"):
        return format_seconds(value)
    if name.endswith("_ratio"):
        return f"{100 * value:.3g} %"
    few = _few(value)
    return few if counted != CORES else f"{few} core" if few == "1" else f"{few} cores"


def _few(value: float) -> str:
    """Two decimals at most, and none where they say nothing: `0.02`, `1`, `1,234`."""
    if 0 < value < LEAST:
        return f"under {LEAST:g}"
    return figure(value) if value >= 100 else f"{value:.2f}".rstrip("0").rstrip(".")
