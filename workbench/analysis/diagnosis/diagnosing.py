"""Every cause asked of every case, and what is said of it: the cause that explains most first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from workbench.analysis.diagnosis import devices, overheads, processor, withheld, workers
from workbench.analysis.diagnosis.gathering import gather
from workbench.analysis.diagnosis.symptoms import Symptoms
from workbench.collector import collector_paused
from workbench.model.ceiling import Ceilings
from workbench.model.diagnosis import Diagnosis
from workbench.model.plan import Plan
from workbench.model.run import Machine
from workbench.model.trial import OK, TrialRecord

Cause = Callable[[Symptoms], Diagnosis | None]

ASKED: tuple[Cause, ...] = (
    processor.memory_bandwidth_bound,
    processor.oversubscribed,
    workers.gil_bound,
    devices.waits_for_disk,
    devices.waits_for_network,
    devices.waits_for_gpu,
    withheld.throttled,
    withheld.disturbed,
    withheld.steal,
    devices.swapping,
    overheads.start_up_dominated,
    overheads.transfer_dominated,
    workers.imbalanced,
)

BESIDE_WORK = frozenset({"disturbed", "steal", "start_up_dominated"})
"""They lengthen the work of a case that is CPU-bound, or come before it; any other says why it is not just that."""
BESIDE_WAITING = BESIDE_WORK | {"throttled", "oversubscribed"}
"""They keep a case from a CPU that it wants, so they don't explain why it wanted none."""


@collector_paused()
def diagnose(
    plan: Plan, trials: Sequence[TrialRecord], machine: Machine, ceilings: Ceilings | None = None
) -> tuple[Diagnosis, ...]:
    """The diagnoses of every case in the plan's order, each case's headline first.

    Launches that did not go well, or that a profiler slowed down, are no evidence.
    """
    launches: defaultdict[str, list[TrialRecord]] = defaultdict(list)
    for trial in trials:
        if trial.status == OK and trial.profile is None:
            launches[trial.case_id].append(trial)
    return tuple(
        found
        for planned in plan.cases
        if planned.case.id in launches
        for found in causes_of(gather(planned.case, launches[planned.case.id], machine, ceilings))
    )


def causes_of(symptoms: Symptoms) -> tuple[Diagnosis, ...]:
    """What held this case back, most of the time explained first; that it was CPU-bound, the good state, last."""
    found = [diagnosis for cause in ASKED if (diagnosis := cause(symptoms)) is not None]
    names = {diagnosis.cause for diagnosis in found}
    if names <= BESIDE_WAITING and (waited := devices.idle(symptoms)) is not None:
        found.append(waited)
    found.sort(key=lambda diagnosis: -diagnosis.explained_ratio)
    if names <= BESIDE_WORK and (busy := processor.cpu_bound(symptoms)) is not None:
        found.append(busy)
    return tuple(found)
