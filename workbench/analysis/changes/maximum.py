"""How probable so large a largest statistic is where nothing changed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, owens_t, stdtr

Array = NDArray[np.float64]

CALIBRATION = 1.9
"""Over the plain bound; set so that at p < 0.01 the promises on false alarms hold.

The bound is sharp where the autocorrelation is known. It is estimated (see `autocorrelation`).
"""
SMALLEST = 1e-300


def p_value_of_maximum(statistic: float, freedom: int, resemblance: Array) -> float:
    """The chance that the largest of |t| over all places exceeds `statistic`, from above.

    Worsley's improved Bonferroni bound (Biometrika 70, 1983): the first place's chance, and for every further one the
    chance that it exceeds where its neighbour didn't, which two correlated normals have in closed form (Owen's T,
    1956). `resemblance` (j − 1,) is the correlation of each place with the next; t is taken to the normal of the same
    tail.
    """
    tail = float(stdtr(freedom, -abs(statistic)))
    score = -float(ndtri(max(tail, SMALLEST)))
    angle = np.sqrt((1.0 - resemblance) / (1.0 + resemblance))
    bound = 2.0 * float(ndtr(-score)) + 4.0 * float(np.sum(owens_t(score, angle)))
    return min(1.0, CALIBRATION * bound)
