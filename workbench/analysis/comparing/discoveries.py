"""Which of many differences may be told, so that few of those that are told are wrong."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def discovered(p_values: Array, rate: float) -> NDArray[np.bool_]:
    """Those of the tests (n,) that survive at a false-discovery rate (Benjamini & Hochberg 1995); NaN is no test."""
    tested = np.flatnonzero(~np.isnan(p_values))
    found = np.zeros(len(p_values), dtype=bool)
    if not len(tested):
        return found
    ordered = np.sort(p_values[tested])
    allowed = rate * np.arange(1, len(tested) + 1) / len(tested)
    passing = np.flatnonzero(ordered <= allowed)
    if len(passing):
        found[tested] = p_values[tested] <= ordered[passing[-1]]
    return found
