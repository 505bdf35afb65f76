"""By how much one sample lies above another, told by ranks alone: exact whatever the launches' distribution.

The statistic is the sum of the base's ranks in both samples together, ranks above ¾ of all counted as that: a linear
rank test (Hájek & Šidák 1967). Launches that were held up stand at the top of either sample and say little of where
it lies, so they weigh less there than in the test of Wilcoxon: with 5 % of launches held up to 1.5 times, 10 launches
find 10 % more in 98 % of cases instead of 91 %. The interval holds the shifts that the test does not refuse.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

TRUNCATED_AT = 0.75
"""The share of all ranks from which on they count alike."""


def rank_test(differences: Array, level: float) -> tuple[Array, Array, Array]:
    """p-value (c,) and the interval's low and high end (c,) of the shift of head over base, for c cases.

    `differences` (c, n, m) holds head − base for every pair, the base's launches by rising value. Ties count against a
    difference, so p-values and intervals err to the careful side. Infinite ends where so few launches refuse nothing
    at `level`.
    """
    cases, own, other = differences.shape
    lower, upper = _tails(own, other)
    below = lower[_statistic(differences, np.zeros(cases), True)]
    above = upper[_statistic(differences, np.zeros(cases), False)]
    ordered = np.sort(differences.reshape(cases, -1), axis=1)
    refused_low = int(np.searchsorted(lower, level / 2, side="right")) - 1
    refused_high = int(np.argmax(upper <= level / 2)) if upper[-1] <= level / 2 else len(upper)
    low = np.full(cases, -np.inf)
    high = np.full(cases, np.inf)
    if refused_low >= _least(own):
        low = _first(ordered, lambda shift: _statistic(differences, shift, True) > refused_low)
    if refused_high < len(upper):
        high = -_first(-ordered[:, ::-1], lambda shift: _statistic(differences, -shift, False) < refused_high)
    return np.minimum(1.0, 2.0 * np.minimum(below, above)), low, high


def _statistic(differences: Array, shift: Array, ties_count: bool) -> NDArray[np.intp]:
    """The base's truncated rank sums (c,) once `shift` (c,) is taken from the head."""
    _, own, other = differences.shape
    at = shift[:, None, None]
    passed = np.count_nonzero(differences <= at if ties_count else differences < at, axis=2)
    sums: NDArray[np.intp] = np.minimum(np.arange(1, own + 1) + passed, _highest(own, other)).sum(axis=1)
    return sums


def _first(ordered: Array, holds: object) -> Array:
    """The first of each row's values (c, k) for which `holds`, which is true from some place on."""
    rows = np.arange(len(ordered))
    begin = np.zeros(len(ordered), dtype=np.intp)
    end = np.full(len(ordered), ordered.shape[1] - 1, dtype=np.intp)
    while np.any(begin < end):
        middle = (begin + end) // 2
        found = holds(ordered[rows, middle])  # type: ignore[operator]  # a predicate over shifts
        end = np.where(found, middle, end)
        begin = np.where(found, begin, np.minimum(middle + 1, end))
    values: Array = ordered[rows, begin]
    return values


def _highest(own: int, other: int) -> int:
    return round(TRUNCATED_AT * (own + other))


def _least(own: int) -> int:
    return own * (own + 1) // 2


@lru_cache(maxsize=256)
def _tails(own: int, other: int) -> tuple[Array, Array]:
    """P(sum ≤ s) and P(sum ≥ s) for s = 0, 1, …, under any one distribution of all launches."""
    scores = np.minimum(np.arange(1, own + other + 1), _highest(own, other))
    size = int(scores[-own:].sum()) + 1
    ways = np.zeros((own + 1, size))
    ways[0, 0] = 1.0
    for score in scores.tolist():
        for chosen in range(own, 0, -1):
            ways[chosen, score:] += ways[chosen - 1, : size - score]
    share = ways[own] / ways[own].sum()
    return np.cumsum(share), np.cumsum(share[::-1])[::-1]
