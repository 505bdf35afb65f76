"""COST: the smallest configuration of a system that outperforms a single thread (McSherry, Isard & Murray 2015)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Tuple

from workbench.model.case import Case
from workbench.model.estimate import Estimate

BEATS = "beats"
NONE_MEASURED = "none_measured"
NOT_TOLD = "not_told"
VERDICTS = (BEATS, NONE_MEASURED, NOT_TOLD)


@dataclass(frozen=True)
class Configuration:
    """A case of the same quality as the base, on so many cores. `ratio`: how many times faster than the base it is."""

    case: Case
    cores: int
    seconds: Estimate
    ratio: Estimate


@dataclass(frozen=True)
class BackendCost:
    """What one backend came to. `system` is its name, with the device where that is no CPU.

    `verdict`: `beats` (then `smallest` is the configuration with the fewest cores that does), `none_measured` (every
    configuration is known not to) or `not_told` (the launches leave it open). `undecided_cores` are the core counts
    below `smallest`, or of all where there is none, that may beat the base or may not.
    """

    system: str
    verdict: str
    configurations: Tuple[Configuration, ...]
    smallest: Optional[Configuration] = None
    undecided_cores: Tuple[int, ...] = ()


@dataclass(frozen=True)
class Cost:
    """The backends of one workload against `base`, its best serial solver at equal quality."""

    base: Case
    base_seconds: Estimate
    backends: Tuple[BackendCost, ...]
