"""Counts of instructions decide without statistics: what the same code counts twice differs by next to nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from statistics import median

from workbench.model.comparison import FASTER, SAME, SLOWER, UNDECIDED
from workbench.model.estimate import Estimate
from workbench.model.gate import FAIL, OPEN, PASS, Decision, GateRule
from workbench.model.gate import UNDECIDED as NEVER

INSTRUCTIONS = "instructions"
LEAST_GATE = 0.001
SPREADS = 3.0
TOO_FEW = "one count of the base tells no spread: count two launches of it"


@dataclass(frozen=True)
class CountDecision:
    """What the counts of a base and a head say.

    `ratio` is head over base, of medians; its low and high are the most that single launches allow (a range).
    `gate_ratio` is the share by which the head must differ. `reason` says why nothing is decided.
    """

    verdict: str
    ratio: Estimate
    gate_ratio: float
    spread_ratio: float
    reason: str | None = None


def decide_counts(base: Sequence[float], head: Sequence[float], least_gate: float = LEAST_GATE) -> CountDecision:
    """`slower` where every count of the head lies above the base's by the gate or more, `faster` the other way round,
    `same` where none does; `undecided` where the head's own counts disagree, or the base was counted once.

    The gate is `least_gate` (0.1 %), or 3 times the base's own spread where that is more. Counts are above 0; two of
    the base and one of the head suffice. Raises ValueError where a side has none.
    """
    if not base or not head:
        raise ValueError("a decision needs a count of the base and one of the head")
    middle = median(base)
    spread = (max(base) - min(base)) / middle
    gate = max(least_gate, SPREADS * spread)
    low, high = min(head) / middle, max(head) / middle
    ratio = Estimate(median(head) / middle, min(head) / max(base), max(head) / min(base), "range", None, len(head))
    if len(base) < 2:
        return CountDecision(UNDECIDED, ratio, gate, spread, TOO_FEW)
    if low >= 1.0 + gate:
        return CountDecision(SLOWER, ratio, gate, spread)
    if high <= 1.0 / (1.0 + gate):
        return CountDecision(FASTER, ratio, gate, spread)
    if 1.0 / (1.0 + gate) < low and high < 1.0 + gate:
        return CountDecision(SAME, ratio, gate, spread)
    reason = f"the head's own counts differ by {(max(head) - min(head)) / median(head):.2g} of them: its work varies"
    return CountDecision(UNDECIDED, ratio, gate, spread, reason)


def gate_counts(base: Sequence[float], head: Sequence[float], rule: GateRule) -> Decision:
    """The same for a check, from counts pair by pair (NaN where a launch was not counted).

    Open until two pairs are counted; then it fails, passes, or is undecided for good. The second count of the head is
    the fresh launch that confirms. A gate or a margin that `rule` has for `instructions` takes the place of 0.1 %.
    """
    own, other = ([value for value in side if not isnan(value)] for side in (base, head))
    least = max((dict(each).get(INSTRUCTIONS, 0.0) for each in (rule.gates, rule.margins)), default=0.0) or LEAST_GATE
    pairs = min(len(own), len(other))
    if pairs < 2:
        return Decision(OPEN, None, None, pairs, len(base) + 1, gate=least)
    found = decide_counts(own, other, least)
    failed = found.verdict == SLOWER
    outcome = FAIL if failed else NEVER if found.verdict == UNDECIDED else PASS
    told = (1, True) if failed else (None, None)
    return Decision(outcome, found.ratio, None, pairs, pairs, found.verdict, found.gate_ratio, *told)
