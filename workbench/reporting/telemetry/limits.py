"""What a panel's values can't go beyond: limits that were set, and ceilings that were measured."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from workbench.reporting.telemetry.panels import Panel
from workbench.reporting.telemetry.seeing import Seen

MEASURED = {
    "disk": {
        "disk_sequential_write": "sequential write, as measured here",
        "disk_sequential_read": "sequential read, as measured here",
    },
    "network": {"loopback_bandwidth": "loopback, as measured here"},
}
"""Panel → ceilings of `workbench doctor --ceilings` in its unit."""


@dataclass(frozen=True)
class Limit:
    """A value in the panel's unit, and what it is."""

    value: float
    name: str


def limits(panel: Panel, seen: Seen) -> list[Limit]:
    """Those that are known, the lowest first."""
    found = [each for each in _limits(panel, seen) if math.isfinite(each.value) and each.value > 0]
    return sorted(found, key=lambda each: each.value)


def _limits(panel: Panel, seen: Seen) -> Iterator[Limit]:
    resources, machine = seen.case.resources, seen.machine
    if panel.key == "memory":
        if resources.memory_limit_bytes is not None:
            yield Limit(resources.memory_limit_bytes, "the case's limit")
        else:
            yield Limit(machine.memory_limit_bytes or machine.memory_bytes, "this machine's memory")
    elif panel.key == "cpu":
        yield Limit(seen.cores_given, "cores it could have")
    elif seen.ceilings is not None and not seen.ceilings.disturbed:
        for name, told in MEASURED.get(panel.key, {}).items():
            yield Limit(seen.ceilings.value(name), told)
