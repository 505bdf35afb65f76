"""What a watch comes to, as the sampler says it and the runner reads it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Dict, Mapping, Optional

from workbench.model.trial import MemoryPeak, SamplerHealth
from workbench.telemetry.memory_peak import CONSUMED, memory_peak, trial_peak
from workbench.wire import Message

RECORDED = ("tree_peak_processes", "tree_peak_threads", "read_bytes", "written_bytes")
"""Totals that are whole numbers and have a field of their own in the trial's record."""


@dataclass(frozen=True)
class WatchSummary:
    """Fields as in workbench.model.trial.TrialRecord; None where nothing was seen.

    `only_process`: the tree had one process at every tick, which had waited for no child, and no orphan was
    reaped; so its own peak is the tree's. What happens after the last tick it lived at is not known. `totals` holds
    what the probes came to beyond these fields, by name; `phase_totals` by how much each counter grew in each phase.
    """

    trial_id: str
    sampler: SamplerHealth
    memory: Optional[MemoryPeak] = None
    tree_peak_processes: Optional[int] = None
    tree_peak_threads: Optional[int] = None
    read_bytes: Optional[int] = None
    written_bytes: Optional[int] = None
    host_busy_ratio: Optional[float] = None
    only_process: bool = False
    totals: Dict[str, float] = field(default_factory=dict)
    phase_totals: Dict[str, Dict[str, float]] = field(default_factory=dict)

    def to_message(self) -> Message:
        """The `summary` message."""
        return dict(asdict(self), type="summary")

    @classmethod
    def from_message(cls, message: Message) -> WatchSummary:
        """The summary of a `summary` message. Raises TypeError or KeyError for one of another shape."""
        fields = {name: value for name, value in message.items() if name != "type"}
        fields["sampler"] = SamplerHealth(**fields["sampler"])
        if fields["memory"] is not None:
            fields["memory"] = MemoryPeak(**fields["memory"])
        return cls(**fields)


def summarise(trial_id: str, sampler: SamplerHealth, totals: Mapping[str, Optional[float]]) -> WatchSummary:
    """A summary out of the probes' totals."""
    left = {name: value for name, value in totals.items() if value is not None and name not in CONSUMED}
    whole: Dict[str, Any] = {name: int(left.pop(name)) for name in RECORDED if name in left}
    busy, only = left.pop("host_busy_ratio", None), bool(left.pop("only_process", False))
    left.update(trial_peak(totals))
    memory = memory_peak(totals)
    return WatchSummary(trial_id, sampler, memory, host_busy_ratio=busy, only_process=only, totals=left, **whole)
