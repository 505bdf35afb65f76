"""A reading: the answer to a question that somebody asked of a scaling series, or why these data can't answer it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Tuple

from workbench.model.estimate import Estimate


@dataclass(frozen=True)
class MachineType:
    """What one can rent: all its cores and its memory together."""

    name: str
    cores: int
    memory_bytes: int
    price_per_second: float


@dataclass(frozen=True)
class Questions:
    """What to read off a series. None or empty: not asked.

    `start_seconds` is what bringing workers up takes, (workers, seconds) where it was measured: it is paid for though
    it is in no measured time. `provision_seconds` is paid for besides. `memory_bytes` is what the job needs.
    """

    deadline_seconds: Optional[float] = None
    efficiency: Optional[float] = None
    price_per_core_second: Optional[float] = None
    machine_types: Tuple[MachineType, ...] = ()
    memory_bytes: Optional[int] = None
    start_seconds: Tuple[Tuple[int, float], ...] = ()
    provision_seconds: float = 0.0
    price_per_node_second: Optional[float] = None


@dataclass(frozen=True)
class Reading:
    """`code` is stable (`workers_for_deadline`). Without an estimate, `sentence` says why and what to measure.

    `extrapolated`: the answer lies beyond the largest level that was measured.
    """

    code: str
    sentence: str
    estimate: Optional[Estimate] = None
    extrapolated: bool = False
