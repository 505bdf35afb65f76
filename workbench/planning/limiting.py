"""Reading the limits of a `[[cases]]` block: `cpu_limit`, `cpu_set`, `memory_limit`, `cpu_limit_per_worker`."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from workbench.model.cpu_set import format_cpus, parse_cpus
from workbench.model.units import parse_bytes
from workbench.planning.tables import Table, as_number

LIMIT_KEYS = ("cpu_limit", "cpu_set", "memory_limit", "cpu_limit_per_worker")
LEAST_CORES = 0.01
"""The kernel's least quota is 1 ms, and its period is left at 100 ms (Documentation/scheduler/sched-bwc.rst)."""
MOST_CORES = 4096.0
LEAST_BYTES = 1 << 20
MOST_BYTES = 1 << 50

_CORES_WHAT = "numbers of cores from %g to %g" % (LEAST_CORES, MOST_CORES)
_SET_WHAT = 'texts such as "0-3,8"'
BYTES_WHAT = 'sizes such as "2GB", "512MiB" or bytes, from 1MiB to 1PiB'


@dataclass(frozen=True)
class Limits:
    """One choice of the four; None: not limited. In the units of workbench.model.case.Resources."""

    cpu_limit_cores: float | None = None
    cpu_set: str | None = None
    memory_limit_bytes: int | None = None
    cpu_limit_per_worker_cores: float | None = None


@dataclass(frozen=True)
class LimitChoices:
    """The values each limit takes; `(None,)` alone where a block does not set it. They multiply."""

    cpu_limits: tuple[float | None, ...] = (None,)
    cpu_sets: tuple[str | None, ...] = (None,)
    memory_limits: tuple[int | None, ...] = (None,)
    cpu_limits_per_worker: tuple[float | None, ...] = (None,)

    def size(self) -> int:
        """How many combinations there are."""
        return len(self.cpu_limits) * len(self.cpu_sets) * len(self.memory_limits) * len(self.cpu_limits_per_worker)

    def combinations(self) -> Iterator[Limits]:
        """Every combination, the last one changing fastest."""
        axes = (self.cpu_limits, self.cpu_sets, self.memory_limits, self.cpu_limits_per_worker)
        yield from itertools.starmap(Limits, itertools.product(*axes))


def read_limits(table: Table) -> LimitChoices:
    """What a `[[cases]]` table says of limits; complains about values that can't be, and about contradictions."""
    cores = as_number(LEAST_CORES, MOST_CORES)
    choices = LimitChoices(
        table.several("cpu_limit", cores, _CORES_WHAT) or (None,),
        table.several("cpu_set", as_cpu_set, _SET_WHAT) or (None,),
        table.several("memory_limit", as_bytes, BYTES_WHAT) or (None,),
        table.several("cpu_limit_per_worker", cores, _CORES_WHAT) or (None,),
    )
    if "cpu_limit" in table and "cpu_limit_per_worker" in table:
        table.complaints.add(
            table.at("cpu_limit_per_worker"),
            "`cpu_limit` limits the trial as a whole and `cpu_limit_per_worker` every process by itself: not both",
            "take one of them out, or write two [[cases]]",
        )
    _check_room(table, choices)
    return choices


def _check_room(table: Table, choices: LimitChoices) -> None:
    """A limit of more cores than the set of CPUs has would limit nothing."""
    limited = {"cpu_limit": choices.cpu_limits, "cpu_limit_per_worker": choices.cpu_limits_per_worker}
    for cpu_set, (key, limits) in itertools.product(filter(None, choices.cpu_sets), limited.items()):
        cpus, most = len(parse_cpus(cpu_set)), max(filter(None, limits), default=0.0)
        if most > cpus:
            table.complaints.add(
                table.at(key),
                "`%s` is %g cores, but the `cpu_set` %s has only %d" % (key, most, cpu_set, cpus),
                "name more CPUs, or lower the limit",
            )


def as_cpu_set(value: Any) -> str | None:
    """A set of CPUs in the kernel's list format, put in order (`"1,0,3"` → `"0-1,3"`); None for what is none."""
    try:
        return format_cpus(parse_cpus(value)) if isinstance(value, str) else None
    except ValueError:
        return None


def as_bytes(value: Any) -> int | None:
    """A size of memory; None for what is none, or out of the question."""
    try:
        size = parse_bytes(value)
    except ValueError:
        return None
    return size if LEAST_BYTES <= size <= MOST_BYTES else None
