"""Time as a law of two sizes at once: b·n^i·m^j, a straight line in logs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from workbench.analysis.scaling.fitting import NOISE_FLOOR
from workbench.analysis.scaling.lack_of_fit import PLAUSIBLE_LAUNCH_NOISE, PLAUSIBLE_SHARED_NOISE
from workbench.analysis.scaling.level_means import LevelMeans, means_at
from workbench.analysis.sizes.series import Members, size_of
from workbench.analysis.sizes.time_law import TEN_TIMES, told, unknown
from workbench.analysis.student import quantile
from workbench.model.estimate import Estimate
from workbench.model.sizes import Prediction, ProductLaw

Array = NDArray[np.float64]

FEWEST_CELLS = 6
FEWEST_VALUES = 3
SIGNIFICANCE = 0.05


def product_law(members: Members, confidence: float = 0.95) -> ProductLaw | None:
    """The exponents of both parameters; None where the cells are too few to tell them."""
    sizes = np.array([[size_of(each.case, name) for name in members.parameters] for each in members.cases])
    distinct = [len(set(column)) for column in sizes.T.tolist()]
    rows = np.column_stack((np.ones(len(sizes)), np.log(sizes)))
    enough = len(sizes) >= FEWEST_CELLS and min(distinct) >= FEWEST_VALUES
    if len(members.parameters) != 2 or not enough or np.linalg.matrix_rank(rows) < rows.shape[1]:
        return None
    means = means_at([1.0] * len(sizes), [each.seconds for each in members.cases])
    coefficients = np.linalg.lstsq(rows, means.log_seconds, rcond=None)[0]
    residual = float(np.sum((rows @ coefficients - means.log_seconds) ** 2))
    freedom = len(sizes) - rows.shape[1]
    p_value = _lack_of_fit_p(means, residual, freedom)
    if p_value < SIGNIFICANCE:
        reason = f"no product of powers fits: the cells lie further from it than noise explains (p = {p_value:.2g})"
        return ProductLaw({}, {}, reason, p_value)
    noise = _reach(means, residual, freedom, confidence)
    inverse = np.linalg.inv(rows.T @ rows)
    half = noise * np.sqrt(np.diag(inverse))
    exponents = {
        name: Estimate(float(value), float(value - reach), float(value + reach), "interval", confidence, len(sizes))
        for name, value, reach in zip(members.parameters, coefficients[1:], half[1:], strict=True)
    }
    for name, exponent in exponents.items():
        if not told(exponent):
            return ProductLaw(exponents, {}, unknown(name, exponent), p_value)
    largest = sizes.max(axis=0)
    ten_times = {}
    for place, name in enumerate(members.parameters):
        factor = np.where(np.arange(len(largest)) == place, TEN_TIMES, 1.0)
        row = np.concatenate(([1.0], np.log(largest * factor)))
        middle, reach = float(row @ coefficients), noise * float(np.sqrt(1.0 + row @ inverse @ row))
        low, value, high = np.exp([middle - reach, middle, middle + reach]).tolist()
        found = Estimate(value, low, high, "interval", confidence, len(sizes))
        ten_times[name] = Prediction(float(largest[place] * TEN_TIMES), found, extrapolated=True)
    return ProductLaw(exponents, ten_times, None, p_value)


def _reach(means: LevelMeans, residual: float, freedom: int, confidence: float) -> float:
    """How far Student's t reaches, times the noise of one cell: never less than the scatter of launches makes it."""
    by_cells = float(quantile(freedom, confidence)) * np.sqrt(max(residual / freedom, NOISE_FLOOR**2))
    launch = np.sqrt(np.mean(means.mean_variances))
    by_launches = float(quantile(means.within_freedom, confidence)) * launch if means.within_freedom else 0.0
    return float(max(by_cells, by_launches))


def _lack_of_fit_p(means: LevelMeans, residual: float, freedom: int) -> float:
    launch = means.mean_variances if means.within_freedom else PLAUSIBLE_LAUNCH_NOISE**2 / means.launches
    return float(chdtrc(freedom, residual / (PLAUSIBLE_SHARED_NOISE**2 + float(np.mean(launch)))))
