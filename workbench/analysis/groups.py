"""Medians and sums of many groups at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.intp]


class Groups:
    """Observations that belong to groups: `codes` (n,) names each observation's group, 0 to `count` − 1.

    Groups of equal size form one dense matrix, so a hundred thousand observations in thousands of groups cost a
    few sorts of short rows and no loop over groups. NaN is an observation that was not made.
    """

    def __init__(self, codes: Codes, count: int) -> None:
        self.codes = codes
        self.count = count
        sizes = np.bincount(codes, minlength=count)
        order = np.argsort(codes, kind="stable")
        starts = np.cumsum(sizes) - sizes
        self._dense = []
        for size in np.unique(sizes[sizes > 0]).tolist():
            groups = np.flatnonzero(sizes == size)
            self._dense.append((groups, order[starts[groups][:, None] + np.arange(size)]))

    def sums(self, values: Array) -> Array:
        """The sum (count,) of each group's values (n,), those that are NaN left out."""
        known = ~np.isnan(values)
        return np.bincount(self.codes[known], values[known], self.count).astype(np.float64)

    def counts(self, values: Array) -> NDArray[np.intp]:
        """How many of each group's values (n,) are known."""
        return np.bincount(self.codes[~np.isnan(values)], minlength=self.count)

    def spreads(self, values: Array) -> tuple[Array, Array, Array]:
        """Smallest, median and largest (count,) of each group's values (n,); NaN where none is known."""
        low, middle, high = (np.full(self.count, np.nan) for _ in range(3))
        for groups, members in self._dense:
            rows = np.sort(values[members], axis=1)
            known = np.count_nonzero(~np.isnan(rows), axis=1)
            last = np.maximum(known - 1, 0)
            each = np.arange(len(groups))
            low[groups], high[groups] = rows[:, 0], rows[each, last]
            middle[groups] = 0.5 * (rows[each, last // 2] + rows[each, np.minimum(known // 2, last)])
        return low, middle, high

    def medians(self, values: Array) -> Array:
        """The median (count,) of each group's values (n,); NaN where none is known."""
        return self.spreads(values)[1]

    def firsts(self, chosen: NDArray[np.bool_]) -> Codes:
        """The index of each group's first chosen observation (count,), −1 where it has none."""
        first = np.full(self.count, -1, dtype=np.intp)
        indices = np.flatnonzero(chosen)[::-1]
        first[self.codes[indices]] = indices
        return first
