"""Whether a case scales worse than it did: its serial fraction, and its efficiency at the most common workers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, inf, log, log1p

from scipy.special import ndtr

from workbench.analysis.comparing.judging import Effect
from workbench.analysis.student import quantile
from workbench.model.comparison import METRICS, Metric, Settings
from workbench.model.estimate import Estimate
from workbench.model.scaling import Level, Scaling

UNLIKE_LAWS = "another law fits each side ({base}, {head}): their serial fractions don't mean the same"
NO_INTERVAL = "no interval can be told from these worker counts and launches"
MANY = 1e9
"""Degrees of freedom at which Student's t is the normal distribution."""
_METRIC = {metric.name: metric for metric in METRICS}

Fit = Callable[[Sequence[Level], float], Scaling]
"""Fits levels, with intervals at a confidence."""


@dataclass(frozen=True)
class Series:
    """One case over its worker counts, those by rising workers. `key` is equal for the same series in every run."""

    key: str
    name: str
    levels: tuple[Level, ...]


def scaling_effects(base: Sequence[Series], head: Sequence[Series], settings: Settings, fit: Fit) -> list[Effect]:
    """Effects on the scaling parameters of every series that both sides measured at two common worker counts or more.

    Only the common counts are fitted, so that both sides answer the same question. The intervals are those of the
    fits, where a level is one observation.
    """
    others = {series.key: series for series in head}
    effects: list[Effect] = []
    for own in base:
        other = others.get(own.key)
        common = {level.workers for level in own.levels} & {
            level.workers for level in (other.levels if other is not None else ())
        }
        if other is None or len(common) < 2:
            continue
        fits = [
            fit([level for level in series.levels if level.workers in common], settings.confidence)
            for series in (own, other)
        ]
        effects += _of_series(own, fits[0], fits[1], settings)
    return effects


def _of_series(series: Series, base: Scaling, head: Scaling, settings: Settings) -> list[Effect]:
    effects = []
    one, two = _serial_fraction(base), _serial_fraction(head)
    if one is not None and two is not None:
        unlike = UNLIKE_LAWS.format(base=base.selected, head=head.selected) if base.selected != head.selected else None
        effects.append(_effect(series, _METRIC["serial_fraction"], one, two, settings, unlike))
    one, two = base.answers.get("efficiency_at_largest"), head.answers.get("efficiency_at_largest")
    if one is not None and two is not None:
        effects.append(_effect(series, _METRIC["efficiency"], one, two, settings, None))
    return effects


def _serial_fraction(scaling: Scaling) -> Estimate | None:
    if scaling.selected is None:
        return None
    parameters: Mapping[str, Estimate] = scaling.laws[scaling.selected].parameters
    return parameters.get("serial_fraction")


def _effect(
    series: Series, metric: Metric, base: Estimate, head: Estimate, settings: Settings, unlike: str | None
) -> Effect:
    told = unlike is None and all(
        each.kind == "interval" and each.low is not None and each.high is not None for each in (base, head)
    )
    middle, low, high = _log_ratio(base, head)
    ratio = None if unlike is not None or middle != middle else _estimate(middle, low, high, told, settings, base, head)  # noqa: PLR0124
    worse = (-middle, -high, -low) if metric.higher_is_better else (middle, low, high)
    return Effect(
        series.name,
        series.key,
        metric,
        worse[0],
        worse[1] if told and ratio is not None else None,
        worse[2] if told and ratio is not None else None,
        log1p(settings.margin_of(metric.name)),
        ratio,
        _p_value(middle, low, high, settings.confidence) if told and ratio is not None else None,
        base.value,
        head.value,
        base.count,
        head.count,
        reason=unlike or (None if told else NO_INTERVAL),
    )


def _estimate(
    middle: float, low: float, high: float, told: bool, settings: Settings, base: Estimate, head: Estimate
) -> Estimate:
    value, bottom, top = (_exp(each) for each in (middle, low, high))
    if not told:
        return Estimate(value, None, None, "point", None, min(base.count, head.count))
    return Estimate(value, bottom, top, "interval", settings.confidence, min(base.count, head.count))


def _log_ratio(base: Estimate, head: Estimate) -> tuple[float, float, float]:
    """log(head ÷ base) and its ends from both intervals: variances recovered from each end (Zou & Donner 2008)."""
    own, other = _logs(base), _logs(head)
    middle = other[1] - own[1]
    down = _hypotenuse(other[1] - other[0], own[2] - own[1])
    up = _hypotenuse(other[2] - other[1], own[1] - own[0])
    return middle, middle - down, middle + up


def _logs(found: Estimate) -> tuple[float, float, float]:
    low, high = (found.value if end is None else end for end in (found.low, found.high))
    return _log(low), _log(found.value), _log(high)


def _p_value(middle: float, low: float, high: float, confidence: float) -> float | None:
    """The level at which the interval would just reach no change, its ends taken to be normal."""
    reach = middle - low if middle > 0 else high - middle
    if not 0 < reach < inf or abs(middle) == inf:
        return 1.0 if reach else 0.0
    return float(2.0 * ndtr(-float(quantile(MANY, confidence)) * abs(middle) / reach))


def _hypotenuse(one: float, other: float) -> float:
    return inf if inf in (one, other) else float((one**2 + other**2) ** 0.5)


def _log(value: float) -> float:
    return log(value) if value > 0 else -inf


def _exp(value: float) -> float:
    return exp(value) if value < 700 else inf
