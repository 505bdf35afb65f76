"""What to measure next: the worker count that would narrow an interval most, and how wide it would then be."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from workbench.analysis.answers.ribbon import Array
from workbench.analysis.intervals import profile_intervals, ratios_of
from workbench.analysis.scaling.fitting import Fitted, relative_basis
from workbench.analysis.scaling.least_squares import faces_of
from workbench.analysis.scaling.level_means import LevelMeans
from workbench.contracts import Quantity
from workbench.model.estimate import Estimate
from workbench.model.reading import Reading

WORTHWHILE = 0.9
"""A level that leaves more than this share of the interval is not worth naming."""
FARTHEST = 2


@dataclass(frozen=True)
class Expected:
    """The interval of a quantity that a level more would leave, if it lies on the law and is as noisy as the others."""

    workers: int
    low: float
    high: float


def next_level(fitted: Fitted, name: str, quantity: Quantity, now: Estimate, confidence: float) -> Reading | None:
    """The level to measure for `quantity`, whose interval now is `now`; None where none would help much."""
    if now.low is None or now.high is None or fitted.freedom < 1:
        return None
    expected = [_with(fitted, quantity, workers, confidence) for workers in _candidates(fitted.means.workers)]
    best = min(expected, key=lambda found: found.high - found.low)
    if best.high - best.low > WORTHWHILE * (now.high - now.low):
        return None
    words = name.replace("_", " ")
    return Reading(
        "measure_next",
        f"Measure {best.workers} workers next: the interval of the {words}, now [{now.low:.3g}, {now.high:.3g}], "
        f"should shrink to about [{best.low:.3g}, {best.high:.3g}].",
        Estimate(float(best.workers), None, None, "point", None, len(fitted.means.workers)),
        bool(best.workers > fitted.means.workers[-1]),
    )


def _candidates(measured: Array) -> list[int]:
    """Halfway (on a log scale) between neighbours, and up to twice the largest."""
    middles = np.round(np.sqrt(measured[:-1] * measured[1:]))
    beyond = np.round(measured[-1] * np.array([1.5, FARTHEST]))
    return sorted({int(count) for count in np.concatenate((middles, beyond))} - {int(count) for count in measured})


def _with(fitted: Fitted, quantity: Quantity, workers: int, confidence: float) -> Expected:
    more = _extended(fitted, workers)
    ratios = ratios_of([quantity])
    values = ratios.values(more.coefficients)
    low, high = profile_intervals(more.faces, ratios, values, more.limit(confidence))
    return Expected(workers, float(low[0]), float(high[0]))


def _extended(fitted: Fitted, workers: int) -> Fitted:
    """The fit with one level more that lies on the law; the noise of a level is taken to stay what it is."""
    at = np.array([float(workers)])
    seconds = fitted.predict(at)
    own = fitted.means
    means = LevelMeans(
        np.concatenate((own.workers, at)),
        np.concatenate((own.log_seconds, np.log(seconds))),
        np.concatenate((own.launches, [float(np.median(own.launches))])),
        own.within_variance,
        own.within_freedom,
        own.rounding_variance,
    )
    weights = np.concatenate((fitted.weights, [1.0]))
    root = np.sqrt(weights)
    matrix = relative_basis(fitted.law, means.workers, means.seconds) * root[:, None]
    faces = faces_of(matrix, root, np.array(fitted.law.lower_bounds) == 0.0)
    residual = fitted.residual + fitted.level_variance
    shifted = replace(faces, residuals=faces.residuals + fitted.level_variance)
    return Fitted(fitted.law, means, fitted.coefficients, residual, fitted.freedom + 1, shifted, weights)
