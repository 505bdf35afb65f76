"""Which worker count is worth measuring next, on this machine."""

from __future__ import annotations

import itertools

from workbench.model.run import Machine
from workbench.model.scaling import Level


def next_level(levels: tuple[Level, ...], cpus: int | None = None) -> int | None:
    """A worker count worth measuring next: in the first gap wider than a doubling, else beyond the largest.

    None where that would take more than the `cpus` there are: it would only show how workers share them.
    """
    counts = [level.workers for level in levels]
    for low, high in itertools.pairwise(counts):
        if high > 2 * low:
            return 2 * low
    largest = counts[-1]
    if cpus is None:
        return 2 * largest
    return min(2 * largest, cpus) if cpus > largest else None


def cpus_of(machine: Machine) -> int:
    """How many workers can compute at once there."""
    limit = machine.usable_cpus if machine.cpu_limit_cores is None else int(machine.cpu_limit_cores)
    return max(1, min(machine.usable_cpus, limit))
