"""One step at every possible place at once, under noise of which each value remembers the last (AR(1)).

y_i = mean + change·[i ≥ place] + e_i with e_i = a·e_{i−1} + white noise. For a known a, the series is whitened
(Prais and Winsten 1954): value i less a^g times its predecessor, g positions before it, over √(1 − a^2g), so that
values that were left out are no trouble. Then least squares is best, and the sums it needs are running sums from the
end: all places cost what one would.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Counts = NDArray[np.intp]

NOISE_FLOOR = 1e-6
"""Relative noise below which nothing is claimed: values written with six digits are no better than this."""
PARAMETERS = 3
"""Mean, change, variance."""


@dataclass(frozen=True)
class StepFits:
    """Row k is for the k-th autocorrelation; column j for a step before the value `first + j`.

    `change` and `precision` (1 over its variance, in units of the noise's) and `residual` (the sum of squares that is
    left) are (k, j). `resemblance` (k, j − 1) is the correlation of neighbouring places' estimates.
    `log_likelihood` is restricted (Patterson and Thompson 1971): mean and change integrated out.
    """

    first: int
    count: int
    change: Array
    precision: Array
    residual: Array
    resemblance: Array
    log_likelihood: Array

    @property
    def freedom(self) -> int:
        """Degrees of freedom of the noise."""
        return self.count - PARAMETERS

    @property
    def statistic(self) -> Array:
        """|Student's t| of the change, (k, j)."""
        return np.sqrt(self.change**2 * self.precision / self.residual * self.freedom)


def fit_steps(values: Array, positions: Counts, autocorrelations: Array, shortest: int) -> StepFits:
    """Every step that leaves `shortest` of `values` (n,) on each side; `positions` (n,) grow.

    Autocorrelations (k,) lie in [0, 1).
    """
    remembered = autocorrelations[:, None] ** np.diff(positions)[None, :]
    scale = 1.0 / np.sqrt(1.0 - remembered**2)
    ahead = np.ones((len(autocorrelations), 1))
    white = np.hstack([values[0] * ahead, (values[1:] - remembered * values[:-1]) * scale])
    level = np.hstack([ahead, (1.0 - remembered) * scale])
    jump = np.hstack([ahead, scale])
    after_level, after_white = _beyond(level * level), _beyond(level * white)
    whole, total = after_level[:, :1] + level[:, :1] ** 2, after_white[:, :1] + (level * white)[:, :1]
    about_mean = np.sum(white * white, axis=1, keepdims=True) - total**2 / whole
    on_level = jump * level + after_level
    product = jump * white + after_white - on_level * total / whole
    precision = jump * jump + after_level - on_level**2 / whole
    shared = jump[:, 1:] * level[:, 1:] + after_level[:, 1:] - on_level[:, :-1] * on_level[:, 1:] / whole
    places = slice(shortest, len(values) - shortest + 1)
    product, precision, shared = product[:, places], precision[:, places], shared[:, places][:, :-1]
    resemblance = shared / np.sqrt(precision[:, 1:] * precision[:, :-1])
    residual = np.maximum(about_mean - product**2 / precision, len(values) * NOISE_FLOOR**2)
    likelihood = (
        np.sum(np.log(scale), axis=1, keepdims=True)
        - 0.5 * (len(values) - 2) * np.log(residual)
        - 0.5 * (np.log(whole) + np.log(precision))
    )
    return StepFits(shortest, len(values), product / precision, precision, residual, resemblance, likelihood)


def _beyond(products: Array) -> Array:
    """For each value the sum over all later ones."""
    from_end = np.cumsum(products[:, ::-1], axis=1)[:, ::-1]
    return np.hstack([from_end[:, 1:], np.zeros((len(products), 1))])
