"""How large a change would have had to be: without that, "no change found" says little."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtri

from workbench.analysis.changes.maximum import p_value_of_maximum
from workbench.analysis.changes.step import prepared

Array = NDArray[np.float64]

POWER = 0.9
LARGEST_STATISTIC = 1e4


def detectable_change(values: Array, level: float) -> float | None:
    """The change in the middle of `values` (n,) that one test at `level` finds with a chance of 90 %.

    By the noise that is left about the best step, and its autocorrelation. None where nothing can be tested.
    """
    ready = prepared(values)
    if ready is None:
        return None
    fits = ready.fits
    middle = fits.change.shape[1] // 2
    error = np.sqrt(np.min(fits.residual[0]) / fits.freedom / fits.precision[0, middle])
    limit = brentq(
        lambda statistic: np.log(p_value_of_maximum(statistic, fits.freedom, fits.resemblance[0]) / level),
        0.0,
        LARGEST_STATISTIC,
    )
    return float((limit + ndtri(POWER)) * error)
