"""Time as a law of one size: the form, the exponent, and a run ten times larger."""

from __future__ import annotations

import numpy as np

from workbench.analysis.scaling.level_means import means_at
from workbench.analysis.sizes.forms import CONSTANT, FEWEST_SIZES, FORMS
from workbench.analysis.sizes.growth import Growth, grow
from workbench.analysis.sizes.series import Slice
from workbench.model.estimate import Estimate
from workbench.model.sizes import CurvePoint, Prediction, TimeLaw

TEN_TIMES = 10.0
CURVE_POINTS = 17
WIDEST = 1.0
"""An exponent known no better than from n to n² is not known."""


def time_growth(series: Slice) -> Growth | None:
    """How the timed call grows; None of fewer than three sizes."""
    return growth_of(series, [each.seconds for each in series.cases])


def growth_of(series: Slice, seconds: list[list[float]]) -> Growth | None:
    """How these seconds grow along the series; None of fewer than three sizes."""
    return grow(means_at(series.sizes, seconds), FORMS) if len(series.sizes) >= FEWEST_SIZES else None


def time_law(series: Slice, growth: Growth | None) -> TimeLaw:
    """What may be said; without a law, why, and what to measure."""
    sizes = series.sizes
    if growth is None:
        return TimeLaw(series.parameter, series.held, sizes, reason=_too_few(series))
    if growth.chosen is None:
        tested = "; ".join(f"{each.name}: p = {each.lack_of_fit_p:.2g}" for each in growth.candidates)
        return TimeLaw(series.parameter, series.held, sizes, reason=_no_law(tested, sizes))
    chosen, exponent = growth.chosen, growth.exponent()
    if chosen.name != CONSTANT.name and not told(exponent):
        reason = unknown(series.parameter, exponent)
        return TimeLaw(series.parameter, series.held, sizes, reason=reason, fitting=growth.fitting, exponent=exponent)
    last = TEN_TIMES * sizes[-1]
    inner = np.union1d(np.geomspace(sizes[0], sizes[-1], CURVE_POINTS), sizes)
    return TimeLaw(
        series.parameter,
        series.held,
        sizes,
        chosen.name,
        fitting=growth.fitting,
        exponent=exponent,
        fixed_seconds=growth.fixed(),
        ten_times=Prediction(last, growth.prediction(last), extrapolated=True),
        prediction_error=chosen.prediction_error,
        lack_of_fit_p=chosen.lack_of_fit_p,
        curve=_curve(growth, inner),
        extrapolated=_curve(growth, np.geomspace(sizes[-1], last, CURVE_POINTS)),
    )


def told(exponent: Estimate | None) -> bool:
    """Whether an exponent is known well enough to speak of a law: to within WIDEST from end to end."""
    return (
        exponent is not None
        and exponent.low is not None
        and exponent.high is not None
        and exponent.high - exponent.low <= WIDEST
    )


def unknown(parameter: str, exponent: Estimate | None) -> str:
    """Why there is no law, where too much fits, and what to measure."""
    low, high = (None, None) if exponent is None else (exponent.low, exponent.high)
    between = "any exponent" if low is None and high is None else f"any exponent{_from(low)}{_to(high)}"
    return (
        f"these sizes are too few or too noisy: {between} fits them. Measure {parameter} over a wider range, "
        "each size with more launches"
    )


def _from(low: float | None) -> str:
    return "" if low is None else f" from {low:.2g}"


def _to(high: float | None) -> str:
    return " on" if high is None else f" up to {high:.2g}"


def next_size(sizes: tuple[float, ...]) -> int:
    """A size worth measuring next: as many times the largest as that is of the one before, at least twice."""
    step = sizes[-1] / sizes[-2] if len(sizes) > 1 else 2.0
    return round(sizes[-1] * max(2.0, step))


def _too_few(series: Slice) -> str:
    count = "one size tells" if len(series.sizes) == 1 else "two sizes tell"
    return f"{count} no law of {series.parameter}: measure {series.parameter} = {next_size(series.sizes):,} as well"


def _no_law(tested: str, sizes: tuple[float, ...]) -> str:
    more = "" if len(sizes) >= 5 else "; with five sizes a fixed part could be told from what grows"
    return f"no law fits: the sizes lie further from each than noise explains ({tested}){more}"


def _curve(growth: Growth, sizes: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[CurvePoint, ...]:
    return tuple(zip(sizes.tolist(), *(each.tolist() for each in growth.band(sizes)), strict=True))
