"""How far the launches of a head lie above those of a base: estimate, interval and p-value, for many cases at once.

Two tests share the level evenly (Bonferroni), and a shift is refused where either refuses it: ranks (see `ranks`) stand
launches that are held up now and then, Student's t finds small shifts of launches that scatter evenly or fall into
two modes, and reaches the small p-values that many cases call for, which ranks of few launches can't. The estimate is
that of Hodges and Lehmann (1963): the median of all pairs' differences. Of many launches both would say the same, and
trimmed means say it sooner.
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
    pairs = base.shape[1] * head.shape[1]
    if base.shape[1] + head.shape[1] > FEW:
        return _of_many(base, head, level)
    size = max(1, BLOCK // pairs)
    blocks = [_of_few(base[at : at + size], head[at : at + size], level) for at in range(0, len(base), size)]
    columns = zip(*((block.estimate, block.low, block.high, block.p_value) for block in blocks), strict=True)
    return Shifts(*map(np.concatenate, columns))


def _of_few(base: Array, head: Array, level: float) -> Shifts:
    own = np.sort(base, axis=1)
    differences = head[:, None, :] - own[:, :, None]
    by_rank, low, high = rank_test(differences, level / 2)
    by_mean, low_mean, high_mean = mean_test(mean_of(base), mean_of(head), level / 2)
    nearer, farther = np.maximum(low, low_mean), np.minimum(high, high_mean)
    apart = nearer > farther
    low, high = np.where(apart, low, nearer), np.where(apart, high, farther)
    middle = np.clip(np.median(differences.reshape(len(base), -1), axis=1), low, high)
    return Shifts(middle, low, high, np.minimum(1.0, 2.0 * np.minimum(by_rank, by_mean)))


def _of_many(base: Array, head: Array, level: float) -> Shifts:
    own, other = mean_of(base, TRIMMED), mean_of(head, TRIMMED)
    p_value, low, high = mean_test(own, other, level)
    return Shifts(other.middle - own.middle, low, high, p_value)
