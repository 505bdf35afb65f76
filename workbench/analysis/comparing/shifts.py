"""How far the launches of a head lie above those of a base: estimate, interval and p-value, for many cases at once.

Two tests share the level (Bonferroni), and a shift is refused where either refuses it: ranks (see `ranks`) stand
launches that are held up now and then, Student's t finds small shifts of launches that scatter evenly or fall into
two modes, and reaches the small p-values that many cases call for, which ranks of few launches can't. They share it
evenly, but where launches were held up ranks get most of it. That is told from the launches of both sides together,
whichever side they are of, so it knows nothing of the ranks (given all values, any ranks are as likely if nothing
differs) and the level holds. The estimate is that of Hodges and Lehmann (1963): the median of all pairs' differences.
Of many launches both tests would say the same, and trimmed means say it sooner.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.analysis.comparing.means import mean_of, mean_test
from workbench.analysis.comparing.ranks import rank_test

Array = NDArray[np.float64]

FEW = 50
"""Up to so many launches of both sides together their ranks are asked too."""
TRIMMED = 0.1
FAR_OUT = 3.0
"""A launch so many interquartile ranges above the upper quartile was held up (Tukey 1977: far out)."""
RANKS_SHARE, RANKS_SHARE_IF_HELD_UP = 0.5, 0.9
BLOCK = 4_000_000
"""Pairs of launches looked at together, for memory's sake."""


@dataclass(frozen=True)
class Shifts:
    """One entry a case (c,): head − base, on whatever scale the launches were given."""

    estimate: Array
    low: Array
    high: Array
    p_value: Array


def shifts_of(base: Array, head: Array, level: float) -> Shifts:
    """The shifts of `head` (c, m) over `base` (c, n), larger being worse, with intervals at 1 − `level`."""
    if base.shape[1] + head.shape[1] > FEW:
        return _of_many(base, head, level)
    found = np.empty((4, len(base)))
    held_up = were_held_up(base, head)
    for which, share in ((~held_up, RANKS_SHARE), (held_up, RANKS_SHARE_IF_HELD_UP)):
        places = np.flatnonzero(which)
        size = max(1, BLOCK // (base.shape[1] * head.shape[1]))
        for block in (places[at : at + size] for at in range(0, len(places), size)):
            found[:, block] = _of_few(base[block], head[block], level, share)
    return Shifts(*found)


def were_held_up(base: Array, head: Array) -> NDArray[np.bool_]:
    """Where (c,) a launch of either side lies far above the rest of both: which test gets most of the level."""
    both = np.concatenate([base, head], axis=1)
    lower, upper = np.quantile(both, (0.25, 0.75), axis=1)
    found: NDArray[np.bool_] = both.max(axis=1) > upper + FAR_OUT * (upper - lower)
    return found


def _of_few(base: Array, head: Array, level: float, ranks_share: float) -> tuple[Array, Array, Array, Array]:
    """Estimates, ends and p-values (c,); `ranks_share` of the level is that of the ranks."""
    own = np.sort(base, axis=1)
    differences = head[:, None, :] - own[:, :, None]
    by_rank, low, high = rank_test(differences, ranks_share * level)
    by_mean, low_mean, high_mean = mean_test(mean_of(base), mean_of(head), (1.0 - ranks_share) * level)
    nearer, farther = np.maximum(low, low_mean), np.minimum(high, high_mean)
    apart = nearer > farther
    low, high = np.where(apart, low, nearer), np.where(apart, high, farther)
    middle = np.clip(np.median(differences.reshape(len(base), -1), axis=1), low, high)
    p_value = np.minimum(1.0, np.minimum(by_rank / ranks_share, by_mean / (1.0 - ranks_share)))
    return middle, low, high, p_value


def _of_many(base: Array, head: Array, level: float) -> Shifts:
    own, other = mean_of(base, TRIMMED), mean_of(head, TRIMMED)
    p_value, low, high = mean_test(own, other, level)
    return Shifts(other.middle - own.middle, low, high, p_value)
