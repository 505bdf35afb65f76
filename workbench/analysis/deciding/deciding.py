"""What the pairs of launches so far say of one metric of one case, and when to look again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.analysis.deciding.ending import ended
from workbench.analysis.deciding.following import SUSPICION, Levels, Look, follow
from workbench.analysis.deciding.measured import Measured, measured
from workbench.analysis.deciding.schedule import fewest_pairs, looks_up_to, next_look
from workbench.model.comparison import BETTER, FASTER, SAME, SLOWER, UNDECIDED, WORSE, Metric
from workbench.model.estimate import Estimate
from workbench.model.gate import FAIL, OPEN, PASS, Decision, GateRule

CAREFUL = 0.5
"""By how much the levels of many tests are lowered: where launches fall into two modes, real ones are up to twice as
high while there are few pairs (see benchmarks/verdicts.py)."""
MOST_CONFIRMING = 0.05
"""Fresh pairs are held to this level, or to a stricter one where many cases ask for it."""


def decide(
    base: Sequence[float],
    head: Sequence[float],
    metric: Metric,
    rule: GateRule,
    *,
    tests: int = 1,
    tolerance: float = 0.0,
    resolvable: float = 0.0,
    final: bool = False,
) -> Decision:
    """Whether the case fails, passes, or needs more launches.

    `base` and `head` are launches in turn: entry i of either is pair i, adjacent in time, in the metric's base unit. A
    pair is left out where either value is no measure. `tests` is how many metrics of how many cases the check decides:
    all of them together raise a false alarm in at most 1 − confidence of checks. `tolerance` is what a score may
    differ by, `resolvable` the smallest gate that this machine can resolve (see `resolving`). `final` says that there
    will be no more pairs: then those after the last look count too, and what is below the gate passes though it
    seems slower by the margin or more.

    Fresh launches are part of it: a regression that is suspected stays open until the pairs launched since then show
    it by themselves. So a caller goes on launching pairs until the outcome is not OPEN, and looks at `next_pairs`.
    Raises ValueError where the sides have not as many launches.
    """
    pairs = measured(base, head, metric, tolerance, rule)
    gate = max(rule.gate_of(metric.name), resolvable)
    looks = looks_up_to(pairs.pairs)
    if final and looks and looks[-1] < pairs.pairs:
        looks = (*looks, pairs.pairs)
    if not looks:
        return Decision(OPEN, _range(pairs), None, pairs.pairs, next_look(0), gate=gate)
    levels = levels_of(rule, tests)
    look = list(follow(pairs.base[None, :], pairs.head[None, :], looks, levels))[-1]
    margin = pairs.effect(rule.margin_of(metric.name))
    failed, passed = ended(look, margin, pairs.effect(gate), final)
    outcome = FAIL if failed[0] else PASS if passed[0] else OPEN
    suspected = int(look.suspected[0])
    return Decision(
        outcome,
        _ratio(pairs, look, rule.confidence),
        float(look.p_value[0]),
        look.pairs,
        next_look(look.pairs),
        _verdict(look, margin, metric, outcome),
        gate,
        suspected or None,
        bool(look.confirmed[0]) if suspected else None,
    )


def levels_of(rule: GateRule, tests: int) -> Levels:
    """What each case is held to, so that `tests` of them raise a false alarm in at most 1 − confidence of checks.

    A false alarm needs a suspicion and its confirmation by fresh pairs, and those are independent: their levels
    multiply, and those of the tests add up (Bonferroni), to half of that: intervals have two ends.
    """
    level = (1.0 - rule.confidence) / 2
    confirming = CAREFUL / (SUSPICION * max(tests, 1))
    return Levels(level, min(MOST_CONFIRMING, confirming), fewest_pairs(level), fewest_pairs(level / max(tests, 1)))


def _verdict(look: Look, margin: float, metric: Metric, outcome: str) -> str:
    low, high, estimate = float(look.low[0]), float(look.high[0]), float(look.estimate[0])
    if outcome == FAIL:
        return SLOWER if metric.tells_speed else WORSE
    if high < 0 and estimate <= -margin:
        return FASTER if metric.tells_speed else BETTER
    return SAME if -margin <= low and high <= margin else UNDECIDED


def _ratio(pairs: Measured, look: Look, confidence: float) -> Estimate | None:
    ends = [pairs.ratio(float(each[0])) for each in (look.low, look.high)]
    value = pairs.ratio(float(look.estimate[0]))
    if not np.isfinite(look.high[0]):
        return _range(pairs)
    if value is None or ends[0] is None or ends[1] is None:
        return None
    return Estimate(value, min(ends[0], ends[1]), max(ends[0], ends[1]), "interval", confidence, look.pairs)


def _range(pairs: Measured) -> Estimate | None:
    if not pairs.pairs:
        return None
    apart = pairs.head - pairs.base
    found = [pairs.ratio(float(each)) for each in (np.median(apart), apart.min(), apart.max())]
    value, first, second = found
    if value is None or first is None or second is None:
        return None
    return Estimate(value, min(first, second), max(first, second), "range", None, pairs.pairs)
