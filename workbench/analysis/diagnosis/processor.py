"""Held up by CPUs: busy with work, busy waiting for memory, or too few for the threads that want them."""

from __future__ import annotations

from workbench.analysis.diagnosis.stating import cores, percent, state
from workbench.analysis.diagnosis.symptoms import WANTING, Symptoms, at_least
from workbench.model.diagnosis import Diagnosis
from workbench.model.units import format_bytes

CROWDED = 1.25
"""More threads than CPUs that want to run at a time is saturation in the USE method; a quarter more leaves room for a
main process that hands out work and for the moments in which one worker ends and the next begins."""
BANDWIDTH = 0.6
"""Of the measured STREAM bandwidth: what a workload declares is the least it can move, so what it really moves is
nearer to the ceiling (the roofline model: Williams, Waterman and Patterson, 2009)."""


def cpu_bound(symptoms: Symptoms) -> Diagnosis | None:
    """It wanted its cores nearly all the time: what remains is the work itself. The good state."""
    wanted, used = symptoms.wanted_cores, symptoms.cores_used
    if not at_least(symptoms.wanted_ratio, WANTING) or wanted is None or used is None:
        return None
    busy = (
        f"it kept {cores(used)} of {symptoms.cores_given:g} busy"
        if used >= WANTING * wanted
        else f"it wanted {cores(wanted)} of {symptoms.cores_given:g} and got {cores(used).partition(' ')[0]}"
    )
    remedy = (
        f"More workers or threads, if it can use them: {symptoms.usable_cpus:g} CPUs are there."
        if symptoms.cores_given < symptoms.usable_cpus
        else "Less work, faster code or more CPUs."
    )
    return state(
        symptoms,
        "cpu_bound",
        symptoms.wanted_ratio,
        f"{busy}; {_memory(symptoms)}.",
        remedy,
        "cores_used",
        "cores_given",
        "run_queue_wait_cores",
        "declared_bytes_per_second",
        "memory_ceiling_bytes_per_second",
    )


def _memory(symptoms: Symptoms) -> str:
    share = _bandwidth_ratio(symptoms)
    if share is None:
        return "whether they compute or wait for memory: cannot tell without hardware counters"
    return f"it moves at least {percent(share)} of the memory bandwidth measured here"


def _bandwidth_ratio(symptoms: Symptoms) -> float | None:
    moved, ceiling = symptoms.declared_bytes_per_second, symptoms.memory_ceiling_bytes_per_second
    return moved / ceiling if moved is not None and ceiling else None


def memory_bandwidth_bound(symptoms: Symptoms) -> Diagnosis | None:
    """Busy cores that move nearly as many bytes as memory can deliver to them."""
    share = _bandwidth_ratio(symptoms)
    if not at_least(share, BANDWIDTH) or not at_least(symptoms.wanted_ratio, WANTING):
        return None
    moved, ceiling = symptoms.declared_bytes_per_second or 0.0, symptoms.memory_ceiling_bytes_per_second or 0.0
    return state(
        symptoms,
        "memory_bandwidth_bound",
        share,
        f"it moves at least {format_bytes(moved)}/s of the {format_bytes(ceiling)}/s measured here for as many cores "
        f"({percent(share)}).",
        "More workers won't help on this machine: smaller types (float32), blocking for the cache, or fewer passes.",
        "declared_bytes_per_second",
        "memory_ceiling_bytes_per_second",
        "cores_used",
        "cores_given",
    )


def oversubscribed(symptoms: Symptoms) -> Diagnosis | None:
    """More of its own threads wanted to run at a time than there are CPUs, whatever others did."""
    wanted, waited = symptoms.wanted_cores, symptoms.run_queue_wait_cores
    if wanted is None or waited is None:
        return None
    # A thread that its limit holds still queues as well, but needs no CPU: that is `throttled`.
    running = wanted - (symptoms.throttled_cores or 0.0)
    if running < CROWDED * symptoms.usable_cpus:
        return None
    return state(
        symptoms,
        "oversubscribed",
        1.0 - symptoms.usable_cpus / running,
        f"{running:.1f} of its threads wanted to run at a time, on {symptoms.usable_cpus:g} usable CPUs: for every "
        f"second on a CPU they queued {waited / max(symptoms.cores_used or 0.0, 1e-9):.1f} s.",
        f"Set workers × threads to at most {symptoms.usable_cpus:g}. What lies above shows this machine's limit, not "
        "the program's.",
        "cores_used",
        "run_queue_wait_cores",
        "voluntary_switches_per_second",
        "involuntary_switches_per_second",
        "usable_cpus",
        "throttled_cores",
    )
