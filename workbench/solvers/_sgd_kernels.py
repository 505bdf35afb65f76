"""The loops of stochastic gradient descent over sparse rows, as plain functions that numba compiles.

Compiled they hold no interpreter lock, so threads run them at once. Rows are `columns` and `values` (rows × nonzeros)
and `labels` (−1 or 1); weights have shape (features,). Rows lie in random order, so they are taken in turn.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any, Callable, NamedTuple

LARGEST = 500.0
"""Python's exp of more overflows; a row this far on its side pulls no more."""


class Kernels(NamedTuple):
    """The three loops, compiled or plain."""

    descend: Callable[..., None]
    gradient: Callable[..., None]
    loss: Callable[..., float]


def descend(columns: Any, values: Any, labels: Any, first: int, last: int, weights: Any, step: float) -> None:
    """One update of `weights` a row, of rows `first` to `last` − 1: only where the row isn't 0, without a lock."""
    for row in range(first, last):
        margin = 0.0
        for place in range(columns.shape[1]):
            margin += values[row, place] * weights[columns[row, place]]
        pull = step * labels[row] / (1.0 + math.exp(min(labels[row] * margin, LARGEST)))
        for place in range(columns.shape[1]):
            weights[columns[row, place]] += pull * values[row, place]


def gradient(columns: Any, values: Any, labels: Any, first: int, last: int, weights: Any, total: Any) -> None:
    """Add to `total` (features,) the way downhill of each row from `first` to `last` − 1, at the same weights."""
    for row in range(first, last):
        margin = 0.0
        for place in range(columns.shape[1]):
            margin += values[row, place] * weights[columns[row, place]]
        pull = labels[row] / (1.0 + math.exp(min(labels[row] * margin, LARGEST)))
        for place in range(columns.shape[1]):
            total[columns[row, place]] += pull * values[row, place]


def loss(columns: Any, values: Any, labels: Any, first: int, last: int, stride: int, weights: Any) -> float:
    """The sum of log(1 + exp(−y·x·w)) over every `stride`-th row from `first` to `last` − 1."""
    total = 0.0
    for row in range(first, last, stride):
        margin = 0.0
        for place in range(columns.shape[1]):
            margin += values[row, place] * weights[columns[row, place]]
        margin *= labels[row]
        total += math.log1p(math.exp(-abs(margin))) + max(-margin, 0.0)
    return total


@lru_cache(maxsize=1)
def compiled() -> Kernels:
    """All three by numba, once a process. They are kept where NUMBA_CACHE_DIR says: other processes read them there."""
    import numba

    compile_loop = numba.njit(nogil=True, cache=True)
    return Kernels(compile_loop(descend), compile_loop(gradient), compile_loop(loss))
