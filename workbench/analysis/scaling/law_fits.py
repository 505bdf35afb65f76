"""A fitted law as it is reported: parameters and answers with intervals, the curve with its ribbon."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import inf, isfinite

import numpy as np
from numpy.typing import NDArray

from workbench.analysis.intervals import Ratios, powered, profile_intervals, ratios_of
from workbench.analysis.scaling.fitting import Fitted, fit_law
from workbench.analysis.scaling.selection import Candidate
from workbench.contracts import Quantity, quantity_of
from workbench.model.estimate import Estimate
from workbench.model.scaling import LawFit

Array = NDArray[np.float64]
Point = tuple[float, float, float, float]

CURVE_POINTS = 33
EXTRAPOLATION_POINTS = 17
EXTRAPOLATION_FACTOR = 2.0
EXTRAPOLATION_WORKERS = 64.0
SPEEDUP_POINTS = 65
MAX_PEAK = 1e6


@dataclass(frozen=True)
class ReportedLaw:
    """A law as it is reported, and its answers by name (None: these data can't say)."""

    fit: LawFit
    answers: dict[str, Estimate | None]


def reported(candidate: Candidate, confidence: float) -> ReportedLaw:
    """Everything a candidate says. All intervals are found together: one search costs hardly more than many."""
    fitted = candidate.fitted
    law = fitted.law
    names = [*law.parameters, *law.answers]
    quantities = [*law.parameters.values(), *law.answers.values()]
    inner, outer = _grids(fitted.means.workers)
    workers = np.concatenate((inner, outer))
    ratios = ratios_of(quantities).then(_seconds_at(fitted, workers))
    low, high = _ends(fitted, ratios, confidence)
    estimates = [
        quantity_estimate(fitted, quantity, first, last, confidence)
        for quantity, first, last in zip(quantities, low, high, strict=False)
    ]
    ribbon = _ribbon(fitted, workers, low[len(quantities) :], high[len(quantities) :], confidence)
    curve = _points(workers, fitted.predict(workers), *ribbon)
    size = len(law.parameters)
    answers = {
        name: _answer(quantity, estimate)
        for name, quantity, estimate in zip(names[size:], quantities[size:], estimates[size:], strict=True)
    }
    peak = answers.get("peak_workers")
    if "max_speedup" not in answers and peak is not None and peak.high is not None and peak.high <= MAX_PEAK:
        answers["max_speedup"] = _best_speedup(fitted, peak.high, confidence)
    parameters = dict(zip(names[:size], estimates[:size], strict=True))
    parameters.update((name, _constant(fitted, value)) for name, value in law.constants.items())
    error, p_value = candidate.prediction_error, candidate.lack_of_fit_p
    fit = LawFit(candidate.name, parameters, error, p_value, curve[: len(inner)], curve[len(inner) :])
    return ReportedLaw(fit, answers)


def _grids(levels: Array) -> tuple[Array, Array]:
    first, last = float(levels[0]), float(levels[-1])
    inner = np.union1d(np.geomspace(first, last, CURVE_POINTS)[1:-1], levels)
    outer = np.geomspace(last, max(EXTRAPOLATION_FACTOR * last, EXTRAPOLATION_WORKERS), EXTRAPOLATION_POINTS)
    return inner, outer


def _seconds_at(fitted: Fitted, workers: Array) -> Ratios:
    rows = fitted.law.basis(workers)
    return Ratios(rows, np.zeros_like(rows), np.zeros(len(rows)), np.full(len(rows), inf))


def _ribbon(fitted: Fitted, workers: Array, low: Array, high: Array, confidence: float) -> tuple[Array, Array]:
    """Where seconds lie at `workers`. A family's ribbon holds those of all its members that fit as well, since which
    of them is true is not known either."""
    if fitted.law.reciprocal:
        with np.errstate(divide="ignore"):
            return 1.0 / high, 1.0 / low
    for member in fitted.law.family():
        if member.constants == fitted.law.constants:
            continue
        other = fit_law(member, fitted.means)
        if other.residual <= fitted.limit(confidence):
            lower, upper = profile_intervals(
                other.faces, _seconds_at(other, workers), other.predict(workers), fitted.limit(confidence)
            )
            low, high = np.minimum(low, lower), np.maximum(high, upper)
    return low, high


def widened(believed: LawFit, others: Iterable[LawFit]) -> LawFit:
    """The law with its ribbon beyond the measured counts as wide as the ribbons of all laws that fit.

    What was measured tells laws apart there only a little: in simulation (benchmarks/extra_p.py) the ribbon of the
    chosen law alone held the truth at four times the largest count in 15 to 98 % of runs, this one in 90 to 100 %.
    """
    points = np.array([law.extrapolated for law in (believed, *others)])
    low, high = points[:, :, 2].min(axis=0), points[:, :, 3].max(axis=0)
    workers, seconds = points[0, :, 0], points[0, :, 1]
    # The largest measured count belongs to the curve too: there the law's own ribbon stands.
    low[0], high[0] = points[0, 0, 2:]
    return replace(believed, extrapolated=_points(workers, seconds, low, high))


def _constant(fitted: Fitted, value: float) -> Estimate:
    return Estimate(value, None, None, "point", None, len(fitted.means.workers))


def _best_speedup(fitted: Fitted, most_workers: float, confidence: float) -> Estimate:
    # The largest of the lower ends is a lower bound, if a cautious one; the largest of the upper ends is the
    # upper bound.
    rows = fitted.law.basis(np.geomspace(1.0, most_workers, SPEEDUP_POINTS))
    base = np.repeat(fitted.law.basis(np.ones(1)), len(rows), axis=0)
    ratios = Ratios(base, rows, np.zeros(len(rows)), np.full(len(rows), inf))
    low, high = _ends(fitted, ratios, confidence)
    value = float(np.max(ratios.values(fitted.coefficients)))
    return Estimate(value, float(np.max(low)), float(np.max(high)), "interval", confidence, len(fitted.means.workers))


def _ends(fitted: Fitted, ratios: Ratios, confidence: float) -> tuple[Array, Array]:
    return profile_intervals(fitted.faces, ratios, ratios.values(fitted.coefficients), fitted.limit(confidence))


def quantity_estimate(fitted: Fitted, quantity: Quantity, low: float, high: float, confidence: float) -> Estimate:
    """A quantity of a law with the ends that its ratio was found to have."""
    value = quantity_of(quantity, fitted.coefficients.tolist())
    levels = len(fitted.means.workers)
    if fitted.freedom < 1:
        return Estimate(value, None, None, "point", None, levels)
    below, above = powered(quantity, low, high)
    return Estimate(value, _finite(below), _finite(above), "interval", confidence, levels)


def _answer(quantity: Quantity, estimate: Estimate) -> Estimate | None:
    open_ended = estimate.low is None or estimate.high is None
    if not isfinite(estimate.value) or (quantity.closed and open_ended):
        return None
    return estimate


def _points(workers: Array, seconds: Array, low: Array, high: Array) -> tuple[Point, ...]:
    return tuple(zip(workers.tolist(), seconds.tolist(), low.tolist(), high.tolist(), strict=True))


def _finite(value: float) -> float | None:
    return float(value) if isfinite(value) else None
