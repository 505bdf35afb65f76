"""An inferred number always travels with its interval and with how that was made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional


@dataclass(frozen=True)
class Estimate:
    """A value with its interval [low, high].

    `kind` is `interval` (a confidence interval at `confidence`) or `range` (smallest and largest of the
    launches: no claim about coverage) or `point` (nothing is known about its uncertainty; low and
    high are None). `count` is how many independent observations (launches or levels) it rests on.
    """

    value: float
    low: Optional[float] = None
    high: Optional[float] = None
    kind: str = "interval"
    confidence: Optional[float] = 0.95
    count: int = 0
