"""The launches of one metric on the scale on which they are decided: more is worse, and effects add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.model.comparison import Metric
from workbench.model.gate import GateRule

Array = NDArray[np.float64]

SCORE = "score"


@dataclass(frozen=True)
class Measured:
    """Usable pairs of one case: `base` and `head` (n,), worse upward, pair by pair in time.

    Logarithms, so that ratios add up. Scores may be 0 or less: they stay as they are, and `unit` is the difference that
    counts as 100 %.
    """

    base: Array
    head: Array
    is_score: bool
    higher_is_better: bool
    unit: float

    @property
    def pairs(self) -> int:
        """How many pairs are usable on both sides."""
        return len(self.base)

    def effect(self, share: float) -> float:
        """How far a head that is worse by this share of the base lies above it."""
        return share * self.unit if self.is_score else float(np.log1p(share))

    def ratio(self, effect: float) -> float | None:
        """Head over base at an effect; None for scores whose base is not above 0."""
        turned = -effect if self.higher_is_better else effect
        if not self.is_score:
            return float(np.exp(min(turned, 700.0)))
        middle = float(np.median(-self.base if self.higher_is_better else self.base))
        return 1.0 + turned / middle if middle > 0 else None


def measured(
    base: Sequence[float], head: Sequence[float], metric: Metric, tolerance: float, rule: GateRule
) -> Measured:
    """Pairs whose values are no measure on either side (NaN; a time of 0 or less) are left out.

    `tolerance` is the difference of a score that doesn't matter, 0 where none is stated: it stands for the margin,
    unless the rule has one for this metric, and the gate keeps its proportion to that.
    Raises ValueError where the sides have not as many launches.
    """
    own, other = np.asarray(base, dtype=float), np.asarray(head, dtype=float)
    if own.shape != other.shape or own.ndim != 1:
        raise ValueError(f"launches in pairs: {own.shape} of the base, {other.shape} of the head")
    is_score = metric.name == SCORE
    usable = np.isfinite(own) & np.isfinite(other) & (is_score | ((own > 0) & (other > 0)))
    own, other = own[usable], other[usable]
    margin = rule.margin_of(metric.name)
    unit = abs(float(np.median(own))) if len(own) else 0.0
    if tolerance > 0 and margin > 0 and metric.name not in dict(rule.margins):
        unit = tolerance / margin
    if not is_score:
        own, other = np.log(own), np.log(other)
    sign = -1.0 if metric.higher_is_better else 1.0
    return Measured(sign * own, sign * other, is_score, metric.higher_is_better, unit)
