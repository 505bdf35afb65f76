"""How a measure went over many revisions, and where it changed its level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, Optional, Tuple

from workbench.model.comparison import Metric
from workbench.model.estimate import Estimate
from workbench.model.finding import Finding

MACHINE = "machine"
VERSION = "version"
SAME_REVISION = "same revision"


@dataclass(frozen=True)
class Point:
    """What was measured of one revision: `value` is the median of its launches, in the measure's base unit.

    `at` is in seconds since the epoch, `machine` the id of the machine, `versions` what the code ran on (Python,
    packages, workbench), `run_id` the run that measured it; each None or empty where it isn't known.
    """

    revision: str
    value: float
    launches: int = 1
    at: Optional[float] = None
    machine: Optional[str] = None
    versions: Optional[Mapping[str, str]] = None
    run_id: Optional[str] = None


@dataclass(frozen=True)
class Mark:
    """Something other than the revision that was new with the point at `index`: a machine, or versions.

    `kind` is MACHINE or VERSION; `text` says from what to what.
    """

    kind: str
    index: int
    text: str


@dataclass(frozen=True)
class ChangePoint:
    """A new level from the point at `index` on: the measure is `ratio` times what it was.

    The change came after the revision `last_good` and with `first_bad` at the latest (at 95 %; "good" is what was
    before, whichever way it went). Compared were the points from `compared_from` to before `compared_to` that are of
    one machine. `p_value` is that of no change at all there. `verdict` is `faster`, `slower`, `better` or
    `worse`. `explained_by` names what else was new in that range: then it is no
    regression of the code, as far as can be told.
    """

    index: int
    revision: str
    verdict: str
    ratio: Estimate
    p_value: float
    last_good: str
    first_bad: str
    compared_from: int
    compared_to: int
    at: Optional[float] = None
    autocorrelation: float = 0.0
    explained_by: Tuple[str, ...] = ()

    @property
    def is_regression(self) -> bool:
        """Whether it is for the worse and nothing but the code is known to be new."""
        return self.verdict in ("slower", "worse") and not self.explained_by


@dataclass(frozen=True)
class History:
    """One measure of one case over its revisions, oldest first.

    `tested` is False where no machine has enough points to say anything. `detectable_ratio` is how many times as much
    the measure would have had to become, in the middle of the longest stretch on one machine, for the chance of
    finding that to be 90 %; None where changes were found, or nothing was tested.
    """

    title: str
    measure: Metric
    points: Tuple[Point, ...]
    changes: Tuple[ChangePoint, ...] = ()
    marks: Tuple[Mark, ...] = ()
    findings: Tuple[Finding, ...] = ()
    tested: bool = True
    detectable_ratio: Optional[float] = None
    suite: Optional[str] = None
    case_id: Optional[str] = None
