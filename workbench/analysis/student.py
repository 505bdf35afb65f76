"""Student's t and the intervals made with it, for arrays of samples at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

Array = NDArray[np.float64]
Counts = NDArray[np.intp]


def quantile(freedom: ArrayLike, confidence: float) -> Array:
    """How many standard errors a two-sided interval of that confidence reaches; infinite at no degree of freedom."""
    degrees = np.asarray(freedom, dtype=float)
    known = degrees > 0
    reach: Array = np.where(known, stdtrit(np.where(known, degrees, 1.0), 0.5 + confidence / 2), np.inf)
    return reach


def welch(variance: Array, count: Counts, base_variance: Array, base_count: Counts) -> tuple[Array, Array]:
    """Standard error and degrees of freedom of a difference of two means with unlike variances (Welch 1947).

    Two samples that don't vary at all have the freedom of both together.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        own, base = variance / count, base_variance / base_count
        freedom = (own + base) ** 2 / (own**2 / (count - 1) + base**2 / (base_count - 1))
    still = own + base == 0
    return np.sqrt(own + base), np.where(still, count + base_count - 2, freedom)
