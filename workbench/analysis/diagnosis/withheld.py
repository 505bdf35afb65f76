"""CPUs that the case wanted and did not get: held back by its limit, taken by others, or by the hypervisor."""

from __future__ import annotations

from workbench.analysis.diagnosis.stating import cores, percent, state
from workbench.analysis.diagnosis.symptoms import Symptoms, at_least
from workbench.model.diagnosis import Diagnosis

THROTTLED = 0.05
"""Of the CPU time that it was given or wanted. What a limit costs below this is less than launches differ by."""
DISTURBED = 0.10
"""Of the CPU time that it was given or wanted: what `busy_host` also calls too much for sure figures."""
ACCOUNTED = 0.5
"""Who queues must have queued behind somebody that ran: others must account for half of it, or keep half of the CPUs
busy, as many can queue behind one."""
STOLEN = 0.05
"""Of the CPU time in which there was, or should have been, work. Clouds' own guides take action from 5 to 10 %."""


def throttled(symptoms: Symptoms) -> Diagnosis | None:
    """Its CPU limit stopped it in the middle of its work (CFS bandwidth control: sched-bwc.rst)."""
    held = symptoms.throttled_cores
    if held is None or symptoms.cores_used is None or not at_least(_held_ratio(symptoms), THROTTLED):
        return None
    periods = symptoms.throttled_periods_ratio
    often = "" if periods is None else f", in {percent(periods)} of the kernel's periods"
    return state(
        symptoms,
        "throttled",
        _held_ratio(symptoms) or 0.0,
        f"its CPU limit took {percent(held / (held + symptoms.cores_used))} of the CPU time that it wanted (it used "
        f"{cores(symptoms.cores_used)}){often}.",
        "Raise the limit. Several threads under one limit use it up together, and then all stand still: have no more "
        "of them than it has cores.",
        "cores_used",
        "throttled_cores",
        "throttled_periods_ratio",
        "cores_given",
    )


def _held_ratio(symptoms: Symptoms) -> float | None:
    held, used = symptoms.throttled_cores, symptoms.cores_used
    return None if held is None or used is None else held / max(held + used, symptoms.cores_given)


def disturbed(symptoms: Symptoms) -> Diagnosis | None:
    """Its threads queued behind other processes. What they would have queued for alone doesn't count.

    Where it was throttled nothing is said: the queue doesn't tell one from the other.
    """
    wanted, waited, others = symptoms.wanted_cores, symptoms.run_queue_wait_cores, symptoms.others_cores
    if wanted is None or symptoms.cores_used is None or waited is None or others is None:
        return None
    if at_least(_held_ratio(symptoms), THROTTLED):
        return None
    foreign = waited - max(0.0, wanted - symptoms.usable_cpus)
    share = foreign / max(waited + symptoms.cores_used, symptoms.cores_given)
    if share < DISTURBED or others < ACCOUNTED * min(foreign, symptoms.usable_cpus):
        return None
    return state(
        symptoms,
        "disturbed",
        share,
        f"other processes used {cores(others)} meanwhile, and {percent(share)} of its CPU time went by in the queue "
        "behind them.",
        "Close other programs, or keep CPUs for it alone, and run again: its times are too long.",
        "others_cores",
        "run_queue_wait_cores",
        "cores_used",
        "usable_cpus",
    )


def steal(symptoms: Symptoms) -> Diagnosis | None:
    """The hypervisor gave this machine's CPUs to others while there was work (`steal`, proc_stat(5))."""
    stolen, used = symptoms.steal_cores, symptoms.cores_used
    if not stolen or used is None:
        return None
    share = stolen / max(stolen + used + (symptoms.others_cores or 0.0), symptoms.cores_given)
    if share < STOLEN:
        return None
    return state(
        symptoms,
        "steal",
        share,
        f"the hypervisor gave {cores(stolen)} to other guests: {percent(share)} of the CPU time it had work for.",
        "Measure on a dedicated instance, or at another time: nothing inside this machine can help.",
        "steal_cores",
        "cores_used",
        "others_cores",
    )
