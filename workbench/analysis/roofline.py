"""How near cases come to the roofline of their machine, from what they declare and the ceilings measured here."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from workbench.analysis.case_times import case_times, estimates
from workbench.analysis.diagnosis.gathering import cores_given
from workbench.analysis.groups import Groups
from workbench.model.case import Case
from workbench.model.ceiling import Ceilings
from workbench.model.device import cards_of
from workbench.model.estimate import Estimate
from workbench.model.plan import Plan
from workbench.model.roofline import CARD, COMPUTE, CORES, MEMORY, RooflinePoint
from workbench.model.run import Machine
from workbench.model.trial import OK, TrialRecord

COMPUTING = "compute"
"""The phase in which data are where they are worked on."""
OF_CORES = {"float64": "dgemm", "float32": "sgemm"}


@dataclass(frozen=True)
class Roof:
    """What the machine can do for one case: operations and bytes a second; None: not measured."""

    of: str
    operations: float | None
    moved: float | None


@dataclass(frozen=True)
class Declared:
    """What one call of a case takes by its own word; None: it doesn't say."""

    operations: float | None
    moved: float | None
    precision: str | None


def rooflines(
    plan: Plan, trials: Sequence[TrialRecord], machine: Machine, ceilings: Ceilings | None
) -> tuple[RooflinePoint, ...]:
    """A point for each case that declares operations or bytes, in the plan's order; none without ceilings.

    Ceilings that were measured on a busy machine are too low: nothing is held against them.
    """
    if ceilings is None or ceilings.disturbed:
        return ()
    launches: defaultdict[str, list[TrialRecord]] = defaultdict(list)
    for trial in trials:
        if trial.status == OK and trial.profile is None and trial.wall_seconds:
            launches[trial.case_id].append(trial)
    found = (
        _point(planned.case, launches[planned.case.id], machine, ceilings)
        for planned in plan.cases
        if planned.case.id in launches
    )
    return tuple(point for point in found if point is not None)


def roof_of(case: Case, precision: str | None, machine: Machine, ceilings: Ceilings) -> Roof:
    """Of its cards together, or of as many cores as it was given: so many times one, at most what all do."""
    cards = cards_of(case.resources.device)
    if cards:
        operations = sum(ceilings.value(f"gpu_gemm_{precision}[{card}]") for card in cards)
        return Roof(CARD, _known(operations), _known(sum(ceilings.value(f"gpu_copy[{card}]") for card in cards)))
    cores = max(1, round(cores_given(case, machine)))

    def together(name: str) -> float | None:
        one, every = ceilings.value(f"{name}_one_core"), ceilings.value(f"{name}_all_cores")
        return _known(min(cores * one, every))

    gemm = OF_CORES.get(precision or "")
    return Roof(CORES, None if gemm is None else together(gemm), together("memory_bandwidth"))


def _point(case: Case, launches: Sequence[TrialRecord], machine: Machine, ceilings: Ceilings) -> RooflinePoint | None:
    declared = _declared(launches)
    roof = roof_of(case, declared.precision, machine, ceilings)
    times = [_computing(launch) for launch in launches]
    alone = all(times)
    seconds = _estimate(times if alone else [median(launch.wall_seconds) for launch in launches])
    bound = _bound(declared, roof)
    if bound is None or seconds is None:
        return None
    return RooflinePoint(
        case,
        seconds,
        computing_alone=alone,
        bound=bound,
        reached=_over(_at_best(declared, roof)[bound], seconds),
        of=roof.of,
        precision=declared.precision,
        operations_per_second=_rate(declared.operations, seconds),
        bytes_per_second=_rate(declared.moved, seconds),
        operations_per_byte=_intensity(declared),
        ceiling_operations_per_second=roof.operations,
        ceiling_bytes_per_second=roof.moved,
    )


def _declared(launches: Sequence[TrialRecord]) -> Declared:
    """Medians: all launches of a case say the same, unless its code changed meanwhile."""
    operations = [launch.declared_operations for launch in launches if launch.declared_operations]
    moved = [launch.declared_bytes for launch in launches if launch.declared_bytes]
    return Declared(median(operations) if operations else None, median(moved) if moved else None, launches[0].precision)


def _at_best(declared: Declared, roof: Roof) -> dict[str, float]:
    """Seconds that each part of the roof allows."""
    found = {}
    if declared.moved is not None and roof.moved is not None:
        found[MEMORY] = declared.moved / roof.moved
    if declared.operations is not None and roof.operations is not None:
        found[COMPUTE] = declared.operations / roof.operations
    return found


def _bound(declared: Declared, roof: Roof) -> str | None:
    """The part that takes longer at best. One alone tells nothing of the other, unless only that is declared."""
    found = _at_best(declared, roof)
    if declared.operations is not None and declared.moved is not None and len(found) < 2:
        return None
    return max(found, key=lambda part: found[part], default=None)


def _computing(launch: TrialRecord) -> float:
    """Seconds of the phase `compute` a call; 0 where it is not told."""
    return sum(phase.seconds for phase in launch.phases if phase.name == COMPUTING) / len(launch.wall_seconds)


def _estimate(seconds: Sequence[float]) -> Estimate | None:
    values = np.asarray(seconds, dtype=np.float64)
    if not len(values) or not (values > 0).all():
        return None
    return estimates(case_times(Groups(np.zeros(len(values), dtype=np.intp), 1), values))[0]


def _over(amount: float, seconds: Estimate) -> Estimate:
    """`amount` divided by the seconds, ends and all."""
    low, high = (None if end is None else amount / end for end in (seconds.high, seconds.low))
    return replace(seconds, value=amount / seconds.value, low=low, high=high)


def _rate(amount: float | None, seconds: Estimate) -> float | None:
    return None if amount is None else amount / seconds.value


def _intensity(declared: Declared) -> float | None:
    return None if declared.operations is None or not declared.moved else declared.operations / declared.moved


def _known(value: float) -> float | None:
    return value if math.isfinite(value) and value > 0 else None
