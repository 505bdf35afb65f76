"""From shifts to verdicts: direction, the smallest effect that matters, and how many were asked at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.analysis.comparing.discoveries import discovered
from workbench.model.comparison import BETTER, FASTER, SAME, SLOWER, UNDECIDED, WORSE, Comparison, Metric, Settings
from workbench.model.estimate import Estimate

DRIFTS = (
    "its launches follow one another: drift alone could make this difference. "
    "Launch base and head in turn, or more often"
)
ONE_OF_MANY = "with so many comparisons at once, chance alone could make this difference. Measure it with more launches"


@dataclass(frozen=True)
class Effect:
    """What was found of one metric of one case, before anything is said of it.

    `low` to `high` about `shift` is by how much the head is worse, on the scale on which `margin` is the smallest
    effect that matters; None where no interval can be claimed, and then `reason` says why. `ratio` is the same turned
    to head over base.
    """

    case: str
    case_id: str
    metric: Metric
    shift: float
    low: float | None
    high: float | None
    margin: float
    ratio: Estimate | None
    p_value: float | None = None
    base: float | None = None
    head: float | None = None
    base_launches: int = 0
    head_launches: int = 0
    drifts: bool = False
    reason: str | None = None


def judged(effects: Sequence[Effect], settings: Settings) -> list[Comparison]:
    """A verdict for every effect, in their order.

    `slower` needs an interval wholly above no change, an estimate of at least the margin, and survival among all that
    was tested; `same` an interval wholly within the margin; all else is undecided.
    """
    p_values = np.array([np.nan if effect.p_value is None else effect.p_value for effect in effects], dtype=float)
    survived = discovered(p_values, settings.discovery_rate).tolist()
    return [_judged(effect, lives) for effect, lives in zip(effects, survived, strict=True)]


def _judged(effect: Effect, survived: bool) -> Comparison:
    verdict, reason = _verdict(effect, survived)
    return Comparison(
        effect.case,
        effect.metric,
        verdict,
        effect.base,
        effect.head,
        effect.ratio,
        effect.p_value,
        reason,
        effect.case_id,
        effect.base_launches,
        effect.head_launches,
    )


def _verdict(effect: Effect, survived: bool) -> tuple[str, str | None]:
    if effect.low is None or effect.high is None:
        return UNDECIDED, effect.reason
    above = effect.low > 0 and effect.shift >= effect.margin
    below = effect.high < 0 and effect.shift <= -effect.margin
    if above or below:
        if not survived:
            return UNDECIDED, ONE_OF_MANY
        if effect.drifts:
            return UNDECIDED, DRIFTS
        return _word(effect.metric, above), effect.reason
    if -effect.margin <= effect.low and effect.high <= effect.margin:
        return SAME, effect.reason
    return UNDECIDED, effect.reason


def _word(metric: Metric, regressed: bool) -> str:
    if metric.tells_speed:
        return SLOWER if regressed else FASTER
    return WORSE if regressed else BETTER
