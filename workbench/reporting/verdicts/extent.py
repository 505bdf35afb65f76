"""By how much: a ratio with its interval as a person would say it, in the direction that the metric has."""

from __future__ import annotations

import math

from workbench.model.comparison import Metric
from workbench.model.estimate import Estimate

NO_CHANGE = "no change"


def extent(ratio: Estimate, metric: Metric) -> str:
    """What was found, with its interval: `12 % slower [8, 16]`; of a decrease both are turned: `9 % less [6, 12]`."""
    sign = 1.0 if ratio.value > 1 else -1.0
    low, high = _ends(ratio)
    decimals = _decimals(ratio)
    told = change(ratio, metric)
    if low <= 0 or high == math.inf:
        return told
    bounds = sorted(sign * (bound - 1.0) for bound in (low, high))
    return f"{told} [{', '.join(_percent(bound, decimals) for bound in bounds)}]"


def change(ratio: Estimate, metric: Metric) -> str:
    """What was found: `12 % slower`, `9 % less`."""
    return _side(ratio.value, metric, ratio)


def possible(ratio: Estimate, metric: Metric) -> str:
    """What may still be: `between 3 % faster and 12 % slower`, `between 2 % and 12 % slower`."""
    low, high = _ends(ratio)
    if low <= 0 and high == math.inf:
        return "anything"
    if low == high == 1:
        return NO_CHANGE
    if high == math.inf:
        return f"{_side(low, metric, ratio)} or anything {_word(metric, True)}"
    if low <= 0:
        return f"{_side(high, metric, ratio)} or anything {_word(metric, False)}"
    if (low > 1) == (high > 1):
        near, far = sorted((abs(low - 1.0), abs(high - 1.0)))
        decimals = _decimals(ratio)
        return f"between {_percent(near, decimals)} % and {_percent(far, decimals)} % {_word(metric, high > 1)}"
    return f"between {_side(low, metric, ratio)} and {_side(high, metric, ratio)}"


def at_worst(ratio: Estimate, metric: Metric) -> str:
    """The end of the interval on the worse side: `at most 4 % slower`; all of it where that lies on the better."""
    low, high = _ends(ratio)
    bound = low if metric.higher_is_better else high
    if bound == 1:
        return f"no {_word(metric, not metric.higher_is_better)}"
    if bound in (0.0, math.inf) or (bound < 1) != metric.higher_is_better:
        return possible(ratio, metric)
    return f"at most {_side(bound, metric, ratio)}"


def _side(bound: float, metric: Metric, ratio: Estimate) -> str:
    if bound == 1:
        return NO_CHANGE
    return f"{_percent(abs(bound - 1.0), _decimals(ratio))} % {_word(metric, bound > 1)}"


def _word(metric: Metric, more: bool) -> str:
    if metric.tells_speed:
        return "slower" if more else "faster"
    return "more" if more else "less"


def _ends(ratio: Estimate) -> tuple[float, float]:
    """The interval; an end without a bound is 0 or infinite."""
    low = 0.0 if ratio.low is None else max(0.0, ratio.low)
    return low, math.inf if ratio.high is None else ratio.high


def _decimals(ratio: Estimate) -> int:
    """As many as tell the interval's ends apart, three at most."""
    low, high = _ends(ratio)
    width = round(100.0 * (high - low), 6) if high < math.inf else math.inf
    return next((digits for digits, least in ((0, 4.0), (1, 0.4), (2, 0.04)) if width >= least), 3)


def _percent(share: float, decimals: int) -> str:
    text = f"{100.0 * share:,.{decimals}f}"
    text = text.lstrip("-") if float(text.replace(",", "")) == 0 else text
    return text.replace("-", "−")
