"""What one launch showed in its measured time, from the counters that grew in it. Pure arithmetic on a record."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

from workbench.model.trial import TrialRecord

SHORTEST_SECONDS = 0.2
"""Measured time below this says nothing of CPUs: the kernel counts a process's time in ticks of 10 ms, which cut at
both ends for each process, and a sample may come late."""

RATES: Mapping[str, tuple[str, ...]] = {
    "cores_used": ("cpu_tree.user_seconds", "cpu_tree.system_seconds"),
    "run_queue_wait_cores": ("run_queue.run_queue_wait_seconds",),
    "throttled_cores": ("throttling.throttled_seconds",),
    "others_cores": ("host_cpu.others_seconds",),
    "steal_cores": ("host_cpu.steal_seconds",),
    "iowait_cores": ("host_cpu.iowait_seconds",),
    "storage_bytes_per_second": ("io_tree.read_bytes", "io_tree.written_bytes"),
    "loopback_bytes_per_second": ("host_network.loopback_bytes",),
    "network_bytes_per_second": ("host_network.received_bytes", "host_network.sent_bytes"),
    "voluntary_switches_per_second": ("context_switches.voluntary_switches",),
    "involuntary_switches_per_second": ("context_switches.involuntary_switches",),
    "swapped_bytes_per_second": ("host_memory.swapped_in_bytes", "host_memory.swapped_out_bytes"),
    "major_faults_per_second": ("host_memory.tree_major_faults",),
}
"""Figure → the counters whose growth is summed, over all their instances, and divided by the measured time."""

STALLS = {"io_pressure_ratio": "pressure.io_some_seconds", "memory_pressure_ratio": "pressure.memory_some_seconds"}
TOTALS = ("busy_threads", "load_balance_ratio")


def observe(trial: TrialRecord) -> dict[str, float]:
    """Symptom → its value in this launch, of those that can be told; see `Symptoms` for what each means."""
    measured = sum(phase.seconds for phase in trial.phases if phase.name == "measure")
    found = _spent(trial)
    if measured < SHORTEST_SECONDS:
        return found
    grown = trial.phase_totals.get("measure", {})
    found["measured_seconds"] = measured
    found.update((name, rate / measured) for name, rate in _sums(grown).items())
    found.update(_stalls(grown, measured))
    if busiest := [value for name, value in grown.items() if name.startswith("host_disk.busy_seconds")]:
        found["disk_utilization_ratio"] = min(1.0, max(busiest) / measured)
    if periods := grown.get("throttling.periods"):
        found["throttled_periods_ratio"] = min(1.0, grown.get("throttling.throttled_periods", 0.0) / periods)
    if trial.nodes:
        return _on_nodes(trial, found)
    if trial.cpu is not None:
        found["cores_used_at_most"] = (trial.cpu.user_seconds + trial.cpu.system_seconds) / measured
    found.update((name, trial.totals[name]) for name in TOTALS if name in trial.totals)
    found.update(_gpu(trial.totals))
    if trial.tree_peak_processes is not None:
        found["peak_processes"] = trial.tree_peak_processes
    if trial.gil_contention_ratio is not None:
        found["gil_contention_ratio"] = trial.gil_contention_ratio
    return found


def _on_nodes(trial: TrialRecord, found: dict[str, float]) -> dict[str, float]:
    """Of a trial on a cluster: its workers' CPU time is the nodes', and what one machine was waiting for tells nothing
    of the others."""
    kept = {name: value for name, value in found.items() if not name.endswith(("_cores", "_ratio", "_per_second"))}
    seconds = trial.nodes_measured_cpu_seconds
    if seconds is None:
        kept.pop("cores_used", None)
    else:
        kept["cores_used"] = kept.get("cores_used", 0.0) + seconds / found["measured_seconds"]
    return kept


def _spent(trial: TrialRecord) -> dict[str, float]:
    """Seconds of the phases, those of a call as the mean over calls, and what a call declares to move."""
    sums: dict[str, float] = {}
    for phase in trial.phases:
        sums[phase.name] = sums.get(phase.name, 0.0) + phase.seconds
    found = {}
    if "start" in sums:
        found["start_seconds"] = sums["start"]
    if not trial.wall_seconds:
        return found
    calls, call = len(trial.wall_seconds), median(trial.wall_seconds)
    found["call_seconds"] = call
    if "transfer_in" in sums or "transfer_out" in sums:
        found["transfer_seconds"] = (sums.get("transfer_in", 0.0) + sums.get("transfer_out", 0.0)) / calls
    if "compute" in sums:
        found["compute_seconds"] = sums["compute"] / calls
    if trial.declared_bytes is not None and call > 0:
        found["declared_bytes_per_second"] = trial.declared_bytes / call
    return found


def _sums(grown: Mapping[str, float]) -> dict[str, float]:
    """Figure → growth. All of its counters must be there but those of devices, which may be none."""
    bare: dict[str, float] = {}
    for name, value in grown.items():
        counter = name.partition("[")[0]
        bare[counter] = bare.get(counter, 0.0) + value
    return {
        figure: sum(bare[counter] for counter in counters)
        for figure, counters in RATES.items()
        if all(counter in bare for counter in counters)
    }


def _stalls(grown: Mapping[str, float], measured: float) -> dict[str, float]:
    """Pressure of the trial's own control group where it has one, else of the machine."""
    told = {figure: grown.get(name + "[group]", grown.get(name)) for figure, name in STALLS.items()}
    return {figure: min(1.0, stall / measured) for figure, stall in told.items() if stall is not None}


def _gpu(totals: Mapping[str, float]) -> dict[str, float]:
    """The busiest card, and what the trial held on all of them."""
    found = {}
    busy = [value for name, value in totals.items() if name.partition("[")[0] == "gpu_utilization_ratio"]
    held = [value for name, value in totals.items() if name.partition("[")[0] == "gpu_tree_memory_bytes"]
    if busy:
        found["gpu_utilization_ratio"] = max(busy)
    if held:
        found["gpu_memory_bytes"] = sum(held)
    return found
