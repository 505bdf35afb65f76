"""A gate: launches of a base and a head in turn, until each case is shown to be slower, or not to be, or time is up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Tuple

from workbench.model import comparison
from workbench.model.comparison import Metric
from workbench.model.estimate import Estimate
from workbench.model.finding import Finding

FAIL, PASS, OPEN = "fail", "pass", "open"
"""What the launches so far say. `open`: another launch may yet tell."""

FAILED, PASSED, UNDECIDED, INCOMPARABLE = "failed", "passed", "undecided", "incomparable"
OUTCOMES = (FAILED, INCOMPARABLE, UNDECIDED, PASSED)
"""How a case ended, worst first."""


@dataclass(frozen=True)
class GateRule:
    """What fails a case and what lets it pass; shares of the base, such as 0.02 for 2 %.

    A case fails when its interval lies wholly on the worse side and its estimate is worse by `margin` or more, and
    fresh launches confirm it. It passes when its interval ends below `gate`. `confidence` is that of the whole
    sequence of looks, not of one.
    """

    margin: float = 0.02
    gate: float = 0.10
    confidence: float = 0.99
    margins: Tuple[Tuple[str, float], ...] = ()
    gates: Tuple[Tuple[str, float], ...] = ()

    def margin_of(self, metric: str) -> float:
        """The smallest effect on this metric that matters."""
        return dict(self.margins).get(metric, self.margin)

    def gate_of(self, metric: str) -> float:
        """The effect on this metric that must be excluded for it to pass."""
        return dict(self.gates).get(metric, self.gate)


@dataclass(frozen=True)
class Decision:
    """What the pairs of launches so far say of one metric of one case.

    `ratio` is head over base; its interval holds at every look at once. It is None where there is none to tell: no
    usable pair, or a score that is not above 0. `next_pairs` is the number of usable pairs, counted from the first, at
    which the next look is due. `p_value` is that of "the head is no worse", valid at every look. `verdict` is in the
    words of a comparison, `gate` the one that was used.

    `suspected_at` is the number of pairs at which a regression was first suspected; those after it are fresh, and
    `confirmed` says whether they have repeated it. Both are None where nothing was suspected. `fail` is confirmed.
    """

    outcome: str
    ratio: Optional[Estimate]
    p_value: Optional[float]
    pairs: int
    next_pairs: int
    verdict: str = comparison.UNDECIDED
    gate: float = 0.10
    suspected_at: Optional[int] = None
    confirmed: Optional[bool] = None


@dataclass(frozen=True)
class CheckedCase:
    """How one metric of one case came out of a check.

    `verdict` is in the words of a comparison; `gate` is the one used: what was asked for, or what this machine can
    resolve where that is more. `confirmed` says whether fresh launches have repeated a regression; None where there
    was none to repeat. `pairs` were launched before the case was decided, those that confirm apart. Where the two sides
    were not launched in turn, `pairs` are launches of the head, and `base_launches` those of the base.
    """

    case: str
    case_id: str
    metric: Metric
    outcome: str
    verdict: str
    ratio: Optional[Estimate]
    gate: float
    base: Optional[float] = None
    head: Optional[float] = None
    pairs: int = 0
    confirming_pairs: int = 0
    confirmed: Optional[bool] = None
    reason: Optional[str] = None
    base_launches: Optional[int] = None


@dataclass(frozen=True)
class CalibratedCase:
    """What launching a base against itself says of one case: its noise, and the smallest effect it can show here.

    `pair_noise_ratio` is the standard deviation of the logarithm of head over base from pair to pair.
    `smallest_effect` is found in 80 % of checks within `pairs` pairs, as many as the budget allows; None where even a
    doubling is not.
    """

    case: str
    case_id: str
    metric: Metric
    pairs: int
    pair_noise_ratio: float
    smallest_effect: Optional[float]
    seconds_per_pair: float


@dataclass(frozen=True)
class Calibration:
    """An A/A pass: no change at all, and what the check made of it.

    `false_alarms` is the share of simulated checks, drawn from the pairs that were measured, that end as failed.
    """

    cases: Tuple[CalibratedCase, ...]
    false_alarms: Estimate
    checks: int


@dataclass(frozen=True)
class Check:
    """A whole check, cases worst first. `base` and `head` name the two sides: a revision, a run, a working tree.

    `in_turn` says that both sides were launched here, pair by pair; else the base is a stored run.
    """

    suite: str
    base: str
    head: str
    outcome: str
    cases: Tuple[CheckedCase, ...]
    findings: Tuple[Finding, ...] = ()
    rule: GateRule = GateRule()
    wall_seconds: float = 0.0
    budget_seconds: Optional[float] = None
    failed_launches: int = 0
    calibration: Optional[Calibration] = None
    in_turn: bool = True
