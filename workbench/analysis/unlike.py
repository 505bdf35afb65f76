"""In what the machines of a cluster's nodes are unlike, in sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from workbench.model.cluster import NodeMachine
from workbench.model.run import Machine
from workbench.model.units import format_bytes

COMPARED = {
    "cpu_model": "CPU",
    "logical_cpus": "number of CPUs",
    "memory_bytes": "memory",
    "kernel": "kernel",
    "gpus": "list of GPUs",
    "cpu_limit_cores": "CPU limit",
    "memory_limit_bytes": "memory limit",
}
ALIKE_RATIO = 0.01
"""Memory that differs by less is what kernels keep for themselves."""
MOST_NAMED = 4


def unlike(named: Sequence[tuple[str, Machine | NodeMachine]]) -> Iterator[str]:
    """`the memory differs: 8.59 GB on lab-1 and lab-2, 4.29 GB on lab-3`: a sentence for each such field.

    The value of the most nodes comes first; of many nodes with one value a few are named.
    """
    for field, title in COMPARED.items():
        values = [(node, getattr(machine, field)) for node, machine in named]
        if not _alike([value for _, value in values]):
            yield f"the {title} differs: {_told(field, values)}"


def _told(field: str, values: Sequence[tuple[str, object]]) -> str:
    nodes: defaultdict[object, list[str]] = defaultdict(list)
    for node, value in values:
        nodes[value].append(node)
    ordered = sorted(nodes.items(), key=lambda pair: -len(pair[1]))
    return ", ".join(f"{_value(field, value)} on {_listed(names)}" for value, names in ordered)


def _value(field: str, value: object) -> str:
    if value is None or value == ():
        return "none"
    if isinstance(value, int) and field.endswith("_bytes"):
        return format_bytes(value)
    if isinstance(value, float):
        return f"{value:g}"
    return " + ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _listed(names: Sequence[str]) -> str:
    if len(names) > MOST_NAMED:
        return f"{', '.join(names[: MOST_NAMED - 1])} and {len(names) - MOST_NAMED + 1:,} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _alike(values: Sequence[object]) -> bool:
    numbers = [value for value in values if isinstance(value, (int, float))]
    if values and len(numbers) == len(values):
        return max(numbers) - min(numbers) <= ALIKE_RATIO * max(numbers)
    return len(set(values)) <= 1
