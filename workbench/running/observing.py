"""From the sampler's `live` messages to what a running session tells of the trial."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Optional

from workbench.model.event import Observed
from workbench.model.plan import TrialSpec
from workbench.wire import Message

MEMORY = ("memory_proportional.proportional_bytes", "memory_resident.resident_bytes")
"""The tree's memory now: shared pages once where that is known, else once a process."""
CPU = ("cpu_tree.user_seconds", "cpu_tree.system_seconds")


class Observer:
    """Turns one trial's `live` messages into events; CPU seconds between two of them become cores."""

    def __init__(self, spec: TrialSpec) -> None:
        self._spec = spec
        self._before: Optional[tuple[float, float]] = None

    def observed(self, message: Message) -> Observed:
        """The event of one message."""
        values: Mapping[str, float] = message["values"]
        at = message["at_seconds"]
        return Observed(self._spec, at, _first(values, MEMORY), self._cores(values, at), values)

    def _cores(self, values: Mapping[str, float], at: float) -> Optional[float]:
        if any(name not in values for name in CPU):
            return None
        used = sum(values[name] for name in CPU)
        before, self._before = self._before, (at, used)
        if before is None or at <= before[0]:
            return None
        return max(0.0, used - before[1]) / (at - before[0])


def _first(values: Mapping[str, float], names: tuple[str, ...]) -> Optional[float]:
    return next((values[name] for name in names if name in values), None)
