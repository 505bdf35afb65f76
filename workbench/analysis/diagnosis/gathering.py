"""The symptoms of a case: medians over its launches, beside what it was given and what the machine could do."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from statistics import median

from workbench.analysis.diagnosis.launches import observe
from workbench.analysis.diagnosis.symptoms import Symptoms
from workbench.model.case import Case
from workbench.model.ceiling import Ceilings
from workbench.model.cpu_set import parse_cpus
from workbench.model.run import Machine
from workbench.model.trial import TrialRecord


def gather(case: Case, launches: Sequence[TrialRecord], machine: Machine, ceilings: Ceilings | None = None) -> Symptoms:
    """`launches` are those of `case` that went well and that no profiler slowed down."""
    values: defaultdict[str, list[float]] = defaultdict(list)
    for launch in launches:
        for name, value in observe(launch).items():
            values[name].append(value)
    figures = {name: median(found) for name, found in values.items()}
    # Trials from before counters were told by phase say it of the whole watch.
    busy = [launch.host_busy_ratio for launch in launches if launch.host_busy_ratio is not None]
    if busy:
        figures.setdefault("others_cores", median(busy) * machine.logical_cpus)
    enabled = [launch.gil_enabled for launch in launches if launch.gil_enabled is not None]
    return Symptoms(
        case,
        cores_given=cores_given(case, machine),
        usable_cpus=usable_cpus(case, machine),
        gil_enabled=enabled[0] if enabled else None,
        memory_ceiling_bytes_per_second=_memory_ceiling(ceilings, figures.get("cores_used")),
        **figures,
    )


def usable_cpus(case: Case, machine: Machine) -> float:
    """The CPUs that its threads may run on, less where the machine as a whole is limited to fewer."""
    cpus: list[float] = [machine.usable_cpus]
    if machine.cpu_limit_cores is not None:
        cpus.append(machine.cpu_limit_cores)
    if case.resources.cpu_set is not None:
        try:
            cpus.append(len(parse_cpus(case.resources.cpu_set)))
        except ValueError:  # a run that somebody wrote by hand
            pass
    return max(min(cpus), 1e-3)


def cores_given(case: Case, machine: Machine) -> float:
    """What it could have used at most: a core for each thread of each worker, as far as there are CPUs and limits."""
    resources = case.resources
    cores: list[float] = [resources.workers * resources.threads_per_worker, usable_cpus(case, machine)]
    if resources.cpu_limit_cores is not None:
        cores.append(resources.cpu_limit_cores)
    if resources.cpu_limit_per_worker_cores is not None:
        cores.append(resources.workers * resources.cpu_limit_per_worker_cores)
    return max(min(cores), 1e-3)


def _memory_ceiling(ceilings: Ceilings | None, cores_used: float | None) -> float | None:
    """What as many cores can move: so many times what one can, at most what all can. None where not measured."""
    if ceilings is None or ceilings.disturbed or cores_used is None:
        return None
    one = ceilings.value("memory_bandwidth_one_core") * max(1, round(cores_used))
    known = [limit for limit in (one, ceilings.value("memory_bandwidth_all_cores")) if math.isfinite(limit)]
    return min(known) if known and math.isfinite(one) else None
