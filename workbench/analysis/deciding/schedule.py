"""After how many pairs of launches a check looks at them, and how strictly, so that all looks together are right.

A sequence that is looked at often shows a difference that isn't there more often than one look does. Each look
therefore spends a share of the level, by how many pairs there are (Lan & DeMets 1983), and what two looks have in
common is reckoned with: the bounds are those of a Brownian motion (Jennison & Turnbull 2000, chapter 19). They are
told as levels of single tests, so that tests of few launches keep them too (the same, chapter 3.8).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import comb

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

Array = NDArray[np.float64]

FIRST, EACH_UP_TO, GROWTH = 4, 8, 1.2
"""The first look, up to where there is one after each pair, and by how much the pairs grow from look to look then."""
HALF_SPENT = 8
"""After how many pairs half of the level is spent: soon, for most cases are clear."""
POINTS, FARTHEST, HALVINGS = 240, 8.0, 44


def next_look(pairs: int) -> int:
    """The number of pairs at which the look after that at `pairs` is due."""
    if pairs < FIRST:
        return FIRST
    step = 1 if pairs < EACH_UP_TO else max(1, round((GROWTH - 1.0) * pairs))
    return pairs + step


def looks_up_to(pairs: int) -> tuple[int, ...]:
    """Every look that is due within so many pairs."""
    looks, look = [], FIRST
    while look <= pairs:
        looks.append(look)
        look = next_look(look)
    return tuple(looks)


def fewest_pairs(level: float) -> int:
    """The fewest pairs of which all launches of one side lie above all of the other by chance at most at this level.

    That is 1 in 2n over n, whatever the launches' distribution. With fewer, launches that fall into a few modes could
    show an effect that isn't there, and no noise to doubt it by.
    """
    pairs = FIRST
    while comb(2 * pairs, pairs) * level < 1.0:
        pairs += 1
    return pairs


def nominal_level(looks: tuple[int, ...], level: float, half_spent: int = HALF_SPENT) -> float:
    """The level of a one-sided test at the last of `looks`, so that all of a sequence without end refuse at `level`."""
    return float(ndtr(-_reached(looks, level, half_spent).bound))


def spent_share(looks: tuple[int, ...]) -> float:
    """The share of the whole level that the last of `looks` spends by itself; those of all looks add up to below 1."""
    before = _spent(looks[-2], 1.0, HALF_SPENT) if len(looks) > 1 else 0.0
    return _spent(looks[-1], 1.0, HALF_SPENT) - before


@dataclass(frozen=True)
class _Reached:
    """At a look: the bound in standard errors, and the weight (p,) of sequences not refused yet, by their score."""

    bound: float
    scores: Array
    weights: Array


@lru_cache(maxsize=4096)
def _reached(looks: tuple[int, ...], level: float, half_spent: int) -> _Reached:
    now = looks[-1]
    if len(looks) == 1:
        bound = float(-ndtri(_spent(now, level, half_spent)))
        scores = np.linspace(-FARTHEST, bound, POINTS)
        return _Reached(bound, scores, _weighed(np.exp(-(scores**2) / 2) / np.sqrt(2 * np.pi), scores))
    before, then = _reached(looks[:-1], level, half_spent), looks[-2]
    spends = _spent(now, level, half_spent) - _spent(then, level, half_spent)
    steps = np.sqrt(now - then)
    carried = before.scores * np.sqrt(then)
    low, high = 0.0, FARTHEST
    for _ in range(HALVINGS):
        bound = (low + high) / 2
        refused = float(before.weights @ ndtr((carried - bound * np.sqrt(now)) / steps))
        low, high = (bound, high) if refused > spends else (low, bound)
    scores = np.linspace(-FARTHEST, bound, POINTS)
    apart = (scores[:, None] * np.sqrt(now) - carried[None, :]) / steps
    density = (np.exp(-(apart**2) / 2) / np.sqrt(2 * np.pi)) @ before.weights * np.sqrt(now) / steps
    return _Reached(bound, scores, _weighed(density, scores))


def _weighed(density: Array, scores: Array) -> Array:
    weights: Array = density * (scores[1] - scores[0])
    weights[[0, -1]] /= 2
    return weights


def _spent(pairs: int, level: float, half_spent: int) -> float:
    return level * pairs / (pairs + half_spent)
