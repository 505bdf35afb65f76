"""How far the head's launches lie above the base's, both launched in turn; for many cases at once.

Launches are centred on blocks of BLOCK pairs, so that what changes over more than a block (a clock, a neighbour) is
nobody's difference: the analysis of variance of a randomised block design (Cox 1958, chapter 3). Unlike a paired test
it keeps nearly all degrees of freedom, and 4 pairs may tell. From RANKED_FROM pairs on, ranks share the level with
Student's t, as in `compare`: they stand launches that are held up. Many launches are trimmed instead.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from workbench.analysis.comparing.ranks import rank_test
from workbench.analysis.comparing.shifts import Shifts
from workbench.analysis.student import quantile

Array = NDArray[np.float64]

BLOCK = 4
RANKED_FROM, TRIMMED_FROM = 7, 26
TRIMMED = 0.1


def contrast(base: Array, head: Array, level: float) -> Shifts:
    """The shifts of `head` (c, n) over `base` (c, n), pair by pair in time, with intervals at 1 − `level`."""
    if is_ranked(base.shape[1]):
        return _of_means_and_ranks(base, head, level)
    return _of_means(base, head, level)


def is_ranked(pairs: int) -> bool:
    """Whether ranks share the level with Student's t at so many pairs."""
    return RANKED_FROM <= pairs < TRIMMED_FROM


def launch_noise(base: Array, head: Array) -> tuple[Array, int]:
    """Standard deviation (c,) of a launch of `base` or `head` (c, n) within its block, and its degrees of freedom."""
    squares, size = np.zeros(len(base)), 0
    for rows in _centred(base, head, np.mean):
        spread, size = _spread(rows)
        squares += spread
    freedom = 2 * (size - 1) - (_blocks(base.shape[1]) - 1)
    return np.sqrt(squares / freedom), freedom


def centred_pairs(base: Array, head: Array) -> tuple[Array, Array]:
    """`base` and `head` (n,) less their block's mean and what lies between the sides, scaled to the noise they had."""
    own, other = _centred(base[None, :], head[None, :], np.mean)
    own, other = own[0] - own.mean(), other[0] - other.mean()
    size = len(base)
    scale = np.sqrt(2 * size / (2 * (size - 1) - (_blocks(size) - 1)))
    return scale * own, scale * other


def _of_means(base: Array, head: Array, level: float) -> Shifts:
    own, other = _centred(base, head, np.mean)
    cut = _cut(base.shape[1])
    kept = base.shape[1] - 2 * cut
    noise, freedom = launch_noise(base, head)
    error = noise * np.sqrt(2 / kept)
    shift = _trimmed_mean(other, cut) - _trimmed_mean(own, cut)
    half = quantile(freedom, 1.0 - level) * error
    with np.errstate(invalid="ignore", divide="ignore"):
        far = np.where(error > 0, np.abs(shift) / error, np.where(shift == 0, 0.0, np.inf))
    return Shifts(shift, shift - half, shift + half, 2.0 * stdtr(freedom, -far))


def _of_means_and_ranks(base: Array, head: Array, level: float) -> Shifts:
    mean = _of_means(base, head, level / 2)
    own, other = _centred(base, head, np.median)
    differences = other[:, None, :] - np.sort(own, axis=1)[:, :, None]
    p_value, low, high = rank_test(differences, level / 2)
    nearer, farther = np.maximum(low, mean.low), np.minimum(high, mean.high)
    apart = nearer > farther
    low, high = np.where(apart, mean.low, nearer), np.where(apart, mean.high, farther)
    middle = np.clip(np.median(differences.reshape(len(base), -1), axis=1), low, high)
    return Shifts(middle, low, high, np.minimum(1.0, 2.0 * np.minimum(p_value, mean.p_value)))


def _blocks(pairs: int) -> int:
    return max(1, pairs // BLOCK)


def _centred(base: Array, head: Array, middle: object) -> tuple[Array, Array]:
    blocks = np.array_split(np.arange(base.shape[1]), _blocks(base.shape[1]))
    sides = [
        middle(np.concatenate([base[:, at], head[:, at]], axis=1), axis=1, keepdims=True)  # type: ignore[operator]
        for at in blocks
    ]
    centre = np.concatenate([np.repeat(side, len(at), axis=1) for side, at in zip(sides, blocks, strict=True)], axis=1)
    return base - centre, head - centre


def _cut(pairs: int) -> int:
    return int(TRIMMED * pairs) if pairs >= TRIMMED_FROM else 0


def _trimmed_mean(rows: Array, cut: int) -> Array:
    mean: Array = np.sort(rows, axis=1)[:, cut : rows.shape[1] - cut].mean(axis=1)
    return mean


def _spread(rows: Array) -> tuple[Array, int]:
    """Winsorized squares (c,) about the mean, and how many launches are not cut off."""
    cut = _cut(rows.shape[1])
    ordered = np.sort(rows, axis=1)
    kept = ordered[:, cut : rows.shape[1] - cut]
    winsorized = np.clip(ordered, kept[:, :1], kept[:, -1:])
    squares: Array = ((winsorized - winsorized.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    return squares, kept.shape[1]
