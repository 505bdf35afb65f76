"""The classical fit of the Universal Scalability Law, to throughput: for comparison with the literature.

It weighs a level by the square of its throughput and takes noise to be the same in absolute terms at every level,
which measured times are not; what this package believes is fitted in relative time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import least_squares

from workbench.analysis.student import quantile
from workbench.errors import DataError
from workbench.model.estimate import Estimate

Array = NDArray[np.float64]

PARAMETERS = ("contention", "coherency", "throughput_at_1")
MINIMUM_LEVELS = 4


@dataclass(frozen=True)
class ClassicalFit:
    """X(p) = λ·p/[1 + σ·(p − 1) + κ·p·(p − 1)].

    `parameters` are σ, κ and λ, fitted together by least squares of throughput, with Student-t intervals from the
    linearised problem (n − 3 degrees of freedom, both sides). `normalised` are σ and κ from throughput divided by that
    of the first level: the quadratic in p − 1 through the origin (Gunther, Guerrilla Capacity Planning, 2007, 5.3).
    `peak_workers` and `peak_throughput` follow from the first; None where κ is 0. `asymptote` is λ/σ.
    """

    parameters: dict[str, Estimate]
    normalised: dict[str, float]
    peak_workers: float | None
    peak_throughput: float | None
    asymptote: float | None


def fit_throughput(workers: ArrayLike, throughput: ArrayLike, confidence: float = 0.95) -> ClassicalFit:
    """Fit flat arrays, one entry a level by rising workers. Raises DataError for fewer than four levels.

    >>> users = [1, 18, 36, 72, 108, 144, 216]
    >>> found = fit_throughput(users, [64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775.0, 1702.2])  # SPEC SDM91
    >>> round(found.parameters["contention"].value, 4)
    0.0277
    """
    counts, rates = np.asarray(workers, float), np.asarray(throughput, float)
    if len(counts) != len(rates) or len(counts) < MINIMUM_LEVELS:
        raise DataError(f"the classical fit needs {MINIMUM_LEVELS} levels, each with its throughput")
    scale = np.array([0.01, 1e-4, rates[0] / counts[0]])
    found = least_squares(
        lambda parameters: _throughput(counts, parameters) - rates,
        scale,
        x_scale=scale,
        bounds=([0.0, 0.0, 0.0], [1.0, np.inf, np.inf]),
        xtol=1e-12,
        ftol=1e-12,
    )
    contention, coherency, rate = found.x
    peak = float(np.sqrt((1.0 - contention) / coherency)) if coherency > 0 else None
    return ClassicalFit(
        dict(zip(PARAMETERS, _estimates(found, len(counts), confidence), strict=True)),
        _normalised(counts, rates),
        peak,
        None if peak is None else float(_throughput(np.array([peak]), found.x)[0]),
        float(rate / contention) if contention > 0 else None,
    )


def _throughput(workers: Array, parameters: Array) -> Array:
    contention, coherency, rate = parameters
    more = workers - 1.0
    found: Array = rate * workers / (1.0 + contention * more + coherency * workers * more)
    return found


def _estimates(found: object, levels: int, confidence: float) -> Sequence[Estimate]:
    jacobian, values, cost = found.jac, found.x, found.cost  # type: ignore[attr-defined]  # scipy's OptimizeResult
    freedom = levels - len(values)
    variance = 2.0 * cost / freedom
    errors = np.sqrt(np.diag(np.linalg.pinv(jacobian.T @ jacobian)) * variance)
    reach = float(quantile(freedom, confidence)) * errors
    return [
        Estimate(float(value), float(value - half), float(value + half), "interval", confidence, levels)
        for value, half in zip(values, reach, strict=True)
    ]


def _normalised(workers: Array, throughput: Array) -> dict[str, float]:
    more = workers - workers[0]
    deviation = (workers / workers[0]) / (throughput / throughput[0]) - 1.0
    square, linear = np.linalg.lstsq(np.column_stack((more**2, more)), deviation, rcond=None)[0]
    return {"contention": float(linear - square), "coherency": float(square)}
