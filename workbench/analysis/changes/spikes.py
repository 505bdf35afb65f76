"""Single values far off their neighbours: a neighbour's load, a cold cache. No level, so left out of the test."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

HALF_WINDOW = 3
"""Neighbours on each side. A level of at least this many values and one more is never taken for spikes."""
CUT = 5.0
"""In robust standard deviations from the running median; 4 leaves a fifth more false alarms under drift."""
NORMAL_OVER_MEDIAN = 1.4826
"""Standard deviation over median absolute deviation, of a normal distribution."""
NORMAL_OVER_MEAN = 1.2533


def spikes(values: Array) -> NDArray[np.bool_]:
    """Which of `values` (n,) stand out of the running median of 7 (Hampel's identifier, 1974)."""
    if len(values) <= 2 * HALF_WINDOW:
        return np.zeros(len(values), dtype=bool)
    padded = np.concatenate([values[:HALF_WINDOW][::-1], values, values[-HALF_WINDOW:][::-1]])
    middles = np.median(np.lib.stride_tricks.sliding_window_view(padded, 2 * HALF_WINDOW + 1), axis=1)
    off = np.abs(values - middles)
    # Where most values equal their neighbours, the median deviation is 0 and says nothing.
    spread = NORMAL_OVER_MEDIAN * np.median(off) or NORMAL_OVER_MEAN * np.mean(off)
    standing_out: NDArray[np.bool_] = off > CUT * spread
    return standing_out
