"""By how much the mean of one sample lies above another's, by Student's t with unlike variances.

Of many launches the tenth at either end is left out of the mean (Yuen 1974): it is those that were held up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from workbench.analysis.student import quantile

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Mean:
    """One sample a case (c,): its mean, the variance of that, and from how many launches."""

    middle: Array
    variance: Array
    count: int


def mean_of(rows: Array, trimmed: float = 0.0) -> Mean:
    """The mean of each row (c, n), the share `trimmed` of it left out at either end (winsorized variance)."""
    cut = int(trimmed * rows.shape[1])
    ordered = np.sort(rows, axis=1)
    kept = ordered[:, cut : rows.shape[1] - cut]
    size = kept.shape[1]
    winsorized = np.clip(ordered, kept[:, :1], kept[:, -1:])
    squares = ((winsorized - winsorized.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    return Mean(kept.mean(axis=1), squares / (size * max(size - 1, 1)), size)


def mean_test(base: Mean, head: Mean, level: float) -> tuple[Array, Array, Array]:
    """p-value (c,) and the interval's ends (c,) of head − base (Welch 1947)."""
    shift = head.middle - base.middle
    error = np.sqrt(base.variance + head.variance)
    freedom = _freedom(base, head)
    half = quantile(freedom, 1.0 - level) * error
    with np.errstate(invalid="ignore", divide="ignore"):
        far = np.where(error > 0, np.abs(shift) / error, np.where(shift == 0, 0.0, np.inf))
    return 2.0 * stdtr(freedom, -far), shift - half, shift + half


def _freedom(base: Mean, head: Mean) -> Array:
    """Two samples that don't vary at all have the freedom of both together."""
    with np.errstate(invalid="ignore", divide="ignore"):
        found = (base.variance + head.variance) ** 2 / (
            base.variance**2 / max(base.count - 1, 1) + head.variance**2 / max(head.count - 1, 1)
        )
    still = base.variance + head.variance == 0
    freedom: Array = np.where(still | ~np.isfinite(found), float(base.count + head.count - 2), found)
    return freedom
