"""How near a case comes to what its machine can do at best: the roofline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from workbench.model.case import Case
from workbench.model.estimate import Estimate


@dataclass(frozen=True)
class RooflinePoint:
    """One case under the roof min(`ceiling_operations_per_second`, intensity × `ceiling_bytes_per_second`).

    `seconds` is one call or, `computing_alone`, its phase `compute` (data on the device already). The rates are what
    the case declares over that time; `operations_per_byte` is the intensity, and None where only one of the two is
    declared. `bound` is `memory` or `compute`: which part of the roof it is under. `reached` is the share of that part
    that it came to, at least: what is declared is the least that can be done. `of` says what was measured as ceiling
    (`card`, `cores`), `precision` the numbers that it computes in.

    Source: Williams, Waterman and Patterson, "Roofline: an insightful visual performance model", CACM 52(4), 2009.
    """

    case: Case
    seconds: Estimate
    computing_alone: bool
    bound: str
    reached: Estimate
    of: str
    precision: Optional[str] = None
    operations_per_second: Optional[float] = None
    bytes_per_second: Optional[float] = None
    operations_per_byte: Optional[float] = None
    ceiling_operations_per_second: Optional[float] = None
    ceiling_bytes_per_second: Optional[float] = None


MEMORY, COMPUTE = "memory", "compute"
CARD, CORES = "card", "cores"
