"""Whether the levels lie about a law no further than noise explains.

Pure error (the scatter of launches within a level) is too strict a yardstick: launches of one level share noise
that they can't show. And where each level was measured in one go, shared noise and misfit look alike. So there
are two tests, and the p-value is that of the stricter one, corrected for there being two:

- against noise as large as is plausible: a law is rejected when the residuals exceed what launches explain plus
  `PLAUSIBLE_SHARED_NOISE` a level (χ²);
- against noise as these data show it: the law's own columns plus two that bend (√p and log p), fitted without
  bounds, leave a residual that is noise by any account; a law is rejected when it leaves significantly more (F).
  This needs two levels more than that curve has columns.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, fdtrc

from workbench.analysis.scaling.fitting import NOISE_FLOOR, Fitted, relative_basis

Array = NDArray[np.float64]

PLAUSIBLE_SHARED_NOISE = 0.04
"""Relative noise that launches of one level may share; 2 % is usual on a quiet machine."""
PLAUSIBLE_LAUNCH_NOISE = 0.10
"""Relative noise of one launch, where no level has two from which to tell."""
MINIMUM_REFERENCE_FREEDOM = 2


def lack_of_fit_p(fitted: Fitted) -> float | None:
    """The p-value of the law being true of these levels; None with no more levels than coefficients."""
    if fitted.freedom < 1:
        return None
    plausible = plausible_noise_p(fitted)
    shown = _against_a_flexible_curve(fitted)
    return plausible if shown is None else min(1.0, 2.0 * min(plausible, shown))


def plausible_noise_p(fitted: Fitted) -> float:
    """The p-value against noise as large as is plausible."""
    means = fitted.means
    launch = means.mean_variances if means.within_freedom else PLAUSIBLE_LAUNCH_NOISE**2 / means.launches
    variance = PLAUSIBLE_SHARED_NOISE**2 + float(np.mean(launch * fitted.weights))
    return float(chdtrc(fitted.freedom, fitted.residual / variance))


def _against_a_flexible_curve(fitted: Fitted) -> float | None:
    workers = fitted.means.workers
    own = relative_basis(fitted.law, workers, fitted.means.seconds)
    bends = np.column_stack((np.sqrt(workers), np.log(workers))) / fitted.means.seconds[:, None]
    columns = np.column_stack((own, bends))
    root = np.sqrt(fitted.weights)
    matrix = columns * root[:, None]
    scaled = matrix / np.linalg.norm(matrix, axis=0)
    coefficients, _, rank, _ = np.linalg.lstsq(scaled, root, rcond=None)
    # Of two node counts, their root and their logarithm bend nothing that the law's own columns don't.
    freedom = len(workers) - int(rank)
    if freedom < MINIMUM_REFERENCE_FREEDOM:
        return None
    left = float(np.sum((scaled @ coefficients - root) ** 2))
    # A coefficient at its bound is one the law did not use.
    used = int(np.count_nonzero(fitted.coefficients))
    more = int(rank) - used
    noise = max(left / freedom, fitted.launch_variance, NOISE_FLOOR**2)
    return float(fdtrc(more, freedom, max(0.0, fitted.residual - left) / more / noise)) if more > 0 else None
