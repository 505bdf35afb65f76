"""A comparison: one metric of one case, of a base and of a head, and what may be said of the two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Tuple

from workbench.model.estimate import Estimate
from workbench.model.finding import Finding

SLOWER, FASTER = "slower", "faster"
WORSE, BETTER = "worse", "better"
SAME, UNDECIDED, INCOMPARABLE = "same", "undecided", "incomparable"
WORST_FIRST = (SLOWER, WORSE, INCOMPARABLE, UNDECIDED, FASTER, BETTER, SAME)
"""The verdict of many is the first of these that occurs among them; `slower` and `worse` weigh the same."""
REGRESSIONS = (SLOWER, WORSE)


@dataclass(frozen=True)
class Metric:
    """What is compared. `unit` is its base unit, `""` for a bare number or a share.

    Of a metric that `tells_speed` the verdict is faster or slower, of any other better or worse.
    """

    name: str
    title: str
    unit: str = ""
    higher_is_better: bool = False
    tells_speed: bool = False


METRICS = (
    Metric("time", "time", "seconds", tells_speed=True),
    Metric("peak_memory", "peak memory", "bytes"),
    Metric("cpu_seconds", "CPU time", "seconds"),
    Metric("score", "score", "", higher_is_better=True),
    Metric("start_up", "start-up", "seconds", tells_speed=True),
    Metric("instructions", "instructions", "", tells_speed=True),
    Metric("serial_fraction", "serial fraction", ""),
    Metric("efficiency", "efficiency", "", higher_is_better=True),
)


@dataclass(frozen=True)
class Comparison:
    """One metric of one case. `ratio` is head over base; None where no ratio can be told.

    `base` and `head` are the medians of launches in the metric's base unit, or a fitted parameter; the ratio is
    estimated from launches themselves and need not be just their quotient. `case_id` is `""` where a file has only
    names. `p_value` tests that both are alike; None where that isn't tested. `reason` says why a verdict is what it is
    where the interval alone doesn't.
    """

    case: str
    metric: Metric
    verdict: str
    base: Optional[float] = None
    head: Optional[float] = None
    ratio: Optional[Estimate] = None
    p_value: Optional[float] = None
    reason: Optional[str] = None
    case_id: str = ""
    base_launches: int = 0
    head_launches: int = 0


@dataclass(frozen=True)
class Settings:
    """`margin` is the smallest effect that matters, as a share; `margins` has those of single metrics by name.

    `confidence` is that of every interval; the false-discovery rate is held to 1 − confidence. `interleaved` says
    that base and head were launched in turn, so that both met the same drift.
    """

    margin: float = 0.02
    confidence: float = 0.99
    margins: Tuple[Tuple[str, float], ...] = ()
    across_machines: bool = False
    interleaved: bool = False
    metrics: Tuple[str, ...] = ()

    def margin_of(self, metric: str) -> float:
        """The smallest effect on this metric that matters."""
        return dict(self.margins).get(metric, self.margin)

    @property
    def discovery_rate(self) -> float:
        """The share of wrong ones that is allowed among all differences that are told (Benjamini-Hochberg)."""
        return round(1.0 - self.confidence, 12)


@dataclass(frozen=True)
class Comparisons:
    """Everything compared, worst first. `failed`: launches of the head did not end well."""

    verdict: str
    comparisons: Tuple[Comparison, ...]
    findings: Tuple[Finding, ...] = ()
    settings: Settings = Settings()
    base: str = ""
    head: str = ""
    failed: bool = False


def overall(verdicts: Tuple[str, ...]) -> str:
    """The worst of them; `undecided` of none."""
    return next((verdict for verdict in WORST_FIRST if verdict in verdicts), UNDECIDED)
