"""A diagnosis: what held one case back, with the evidence and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Mapping, Optional

CAUSES = (
    "cpu_bound",
    "memory_bandwidth_bound",
    "oversubscribed",
    "gil_bound",
    "waits_for_disk",
    "waits_for_network",
    "waits_for_gpu",
    "throttled",
    "disturbed",
    "steal",
    "swapping",
    "start_up_dominated",
    "transfer_dominated",
    "imbalanced",
    "idle",
)
"""`disturbed`: other processes took CPUs; `steal`: the hypervisor did; `idle`: it waited, and nothing here tells for
what."""


@dataclass(frozen=True)
class Diagnosis:
    """One cause found for one case. `evidence`: figures it rests on, by name with the unit, medians over launches.

    `explained_ratio` is the share of the time that the cause accounts for, as far as it can be told; of start-up, which
    is no measured time, its share of start and one call together.
    """

    case_id: str
    cause: str
    message: str
    evidence: Mapping[str, float] = field(default_factory=dict)
    remedy: Optional[str] = None
    explained_ratio: float = 0.0
