"""What the launches of one case come to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Mapping, Optional, Tuple

from workbench.model.case import Case
from workbench.model.estimate import Estimate
from workbench.model.trial import MemoryPeak, Score


@dataclass(frozen=True)
class CaseSummary:
    """One row of a report. None: nothing was recorded to say it from.

    `seconds` is over launches (each the median of its repeats). `memory` holds the medians over launches
    of both ends of the peak in the measured window, `trial_peak_bytes` the median of the largest seen in the
    whole trial, set-up and all. `speedup` and `efficiency` are against the same case at 1 worker,
    `speedup_over_serial` against the best serial solver of the same workload at equal quality (COST);
    `base_seconds` is what the first is divided by. `statuses` counts the launches by outcome. `figures` is what solver
    or workload told of its calls: the median over launches (each the median of its calls) between the smallest and
    the largest. `compiles` names what compiled in the first call. `paced`: the load sets the seconds, so they are held
    against nothing.
    """

    case: Case
    launches: int
    statuses: Mapping[str, int]
    seconds: Optional[Estimate] = None
    start_seconds: Optional[float] = None
    warmup_seconds: Optional[float] = None
    phase_seconds: Mapping[str, float] = field(default_factory=dict)
    score: Optional[Score] = None
    memory: Optional[MemoryPeak] = None
    trial_peak_bytes: Optional[int] = None
    cpu_seconds: Optional[float] = None
    speedup: Optional[Estimate] = None
    efficiency: Optional[Estimate] = None
    base_seconds: Optional[float] = None
    speedup_over_serial: Optional[Estimate] = None
    serial_base: Optional[str] = None
    reasons: Tuple[str, ...] = ()
    stderr_tail: Optional[str] = None
    figures: Mapping[str, Estimate] = field(default_factory=dict)
    paced: bool = False
    compiles: Optional[str] = None
