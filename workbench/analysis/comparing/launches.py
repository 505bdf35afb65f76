"""The launches of one metric on one side, and those of both sides side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from workbench.model.comparison import Metric

Array = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True)
class CaseKey:
    """What names a case on both sides: `key` is equal for the same case, `name` is what people read."""

    key: str
    name: str


@dataclass(frozen=True)
class Launches:
    """Entry i of `codes`, `values` and `order` (n,) is one launch: of which case, its value, its place in time.

    A place is NaN where it isn't known. A value that is NaN was not measured or can't be used. `tolerances` (by code)
    are absolute differences of a score that don't matter.
    """

    metric: Metric
    cases: tuple[CaseKey, ...]
    codes: Codes
    values: Array
    order: Array
    tolerances: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Side:
    """Launches of every case (c,) of one side, those of a case together and in their order."""

    values: Array
    order: Array
    starts: Codes
    counts: Codes

    def rows(self, cases: Codes, size: int) -> tuple[Array, Array]:
        """Values and places (k, size) of cases (k,) that have `size` launches each."""
        places = self.starts[cases][:, None] + np.arange(size)
        return self.values[places], self.order[places]


@dataclass(frozen=True)
class Block:
    """Cases with as many launches: `indices` (k,) into the pairs, values and places (k, n) of base, (k, m) of head."""

    indices: Codes
    base: Array
    head: Array
    base_order: Array
    head_order: Array


def side_of(launches: Launches) -> Side:
    """The usable launches, gathered by case."""
    used = np.flatnonzero(~np.isnan(launches.values))
    place = np.lexsort((launches.order[used], launches.codes[used]))
    chosen = used[place]
    counts = np.bincount(launches.codes[chosen], minlength=len(launches.cases))
    return Side(launches.values[chosen], launches.order[chosen], np.cumsum(counts) - counts, counts)


def pairs_of(base: Launches, head: Launches) -> list[tuple[int, int]]:
    """The codes of every case that both sides name, in the base's order."""
    places = {case.key: code for code, case in enumerate(head.cases)}
    return [(code, places[case.key]) for code, case in enumerate(base.cases) if case.key in places]


def blocks_of(base: Side, head: Side, pairs: Codes) -> Iterator[Block]:
    """The pairs (p, 2) of codes in blocks of equal sizes; pairs without a launch on either side are in none."""
    own, other = base.counts[pairs[:, 0]], head.counts[pairs[:, 1]]
    known = np.flatnonzero((own > 0) & (other > 0))
    if not len(known):
        return
    sizes = np.stack([own[known], other[known]], axis=1)
    distinct, which = np.unique(sizes, axis=0, return_inverse=True)
    grouped = np.argsort(which.ravel(), kind="stable")
    ends = np.cumsum(np.bincount(which.ravel(), minlength=len(distinct)))
    for (size, other_size), members in zip(distinct.tolist(), np.split(grouped, ends[:-1]), strict=True):
        indices = known[members]
        values, order = base.rows(pairs[indices, 0], size)
        other_values, other_order = head.rows(pairs[indices, 1], other_size)
        yield Block(indices, values, other_values, order, other_order)
