"""Whether drift could be all there is: launches that follow one another, and no difference between base and head.

Made one after the other, launches may drift (a clock, a neighbour, a cache that fills), and each file then wanders to
a place of its own. Where the order of launches is known, two accounts of it are held against each other: independent
launches with a shift between the files, and one level about which both files wander as first-order autoregressions
(Box & Jenkins 1970) of any PERSISTENCE. A shift is told only if the first is likelier by so much that drift rarely
looks like it.

No rule can do this without loss: with 10 launches of 3 % noise even the best test that calls drift a shift in 1 % of
pairs finds just 85 % of true shifts of 10 %. There the bar stands where 95 % are found, and 2.5 % of drifting pairs are
called different; with 5 launches, and with 20, it is near 1 % (see benchmarks/verdicts.py).
Launched in turn, base and head meet the same drift: then nothing is asked here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

PERSISTENCE = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
OUTLYING = 2.5
"""Launches farther from their file's median than so many scaled median deviations are drawn in to that."""
MAD_SCALE = 1.4826
BAR, AT, FALLS_BEFORE, FALLS_AFTER = 9.0, 10, 0.8, 0.27
"""The bar with AT launches, and what each launch up to that and beyond lowers it: long files show their drift."""


def drift_explains(base: Array, head: Array) -> NDArray[np.bool_]:
    """For each case (c,) whether its launches in order, (c, n) and (c, m), could differ by drift alone."""
    own, other = _drawn_in(base), _drawn_in(head)
    both = np.concatenate([own, other], axis=1)
    total = both.shape[1]
    apart = ((own - own.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    apart += ((other - other.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    starts = (0, own.shape[1])
    wandering = np.max([_wandering(both, starts, pace) for pace in PERSISTENCE], axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        evidence = -total * np.log(apart) - wandering
    explained: NDArray[np.bool_] = evidence <= _bar(min(own.shape[1], other.shape[1]))
    told: NDArray[np.bool_] = explained & (apart > 0)
    return told


def _bar(launches: int) -> float:
    return max(0.0, BAR + FALLS_BEFORE * max(0, AT - launches) - FALLS_AFTER * max(0, launches - AT))


def taken_in_turn(base: Array, head: Array) -> NDArray[np.bool_]:
    """For each case (c,) whether its launches' places in time, (c, n) and (c, m), alternate between base and head."""
    both = np.concatenate([base, head], axis=1)
    order = np.argsort(both, axis=1, kind="stable")
    ordered = np.take_along_axis(both, order, axis=1)
    changes = np.count_nonzero(np.diff(order >= base.shape[1], axis=1), axis=1)
    distinct = np.all(np.diff(ordered, axis=1) > 0, axis=1)
    in_turn: NDArray[np.bool_] = distinct & (changes + 1 >= min(base.shape[1], head.shape[1]))
    return in_turn


def _drawn_in(rows: Array) -> Array:
    middle = np.median(rows, axis=1, keepdims=True)
    reach = OUTLYING * MAD_SCALE * np.median(np.abs(rows - middle), axis=1, keepdims=True)
    drawn: Array = np.where(reach > 0, np.clip(rows, middle - reach, middle + reach), rows)
    return drawn


def _wandering(both: Array, starts: tuple[int, int], pace: float) -> Array:
    """Twice the log-likelihood, but for a constant, of one level and autoregressions that start anew in each file."""
    first = np.sqrt(1.0 - pace**2)
    noise = both.copy()
    noise[:, 1:] -= pace * both[:, :-1]
    noise[:, starts] = first * both[:, starts]
    weight = np.full(both.shape[1], 1.0 - pace)
    weight[list(starts)] = first
    rest = (noise**2).sum(axis=1) - (noise @ weight) ** 2 / (weight @ weight)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Array = -both.shape[1] * np.log(np.maximum(rest, 0.0)) + len(starts) * np.log(1.0 - pace**2)
    return found
