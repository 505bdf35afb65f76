"""Rows in batches, as an estimator with `partial_fit` takes them, and the memory that mapped batches hold."""

from __future__ import annotations

import mmap
from typing import Any, Iterator

RELEASED_BYTES = 2**20
"""So much is read between two releases. Where the kernel keeps a file in large pages a batch maps 2 MB at once: at
8 MiB up to 50 MB were held. Releasing after every batch of 300 KB cost a fifth of the time; this, nothing that shows.
"""


def batches(rows: range, batch_rows: int, passes: int, seed: int) -> Iterator[slice]:
    """Slices of at most `batch_rows` that cover `rows` (a range of step 1) `passes` times.

    Each pass takes them in another seeded order.
    """
    import numpy as np

    random = np.random.default_rng(seed)
    starts = np.arange(rows.start, rows.stop, batch_rows)
    for _ in range(passes):
        for start in random.permutation(starts).tolist():
            yield slice(start, min(start + batch_rows, rows.stop))


class Released:
    """Gives the pages of a memory-mapped array back to the kernel as they are read (madvise(2), MADV_DONTNEED).

    A page that was read through a map counts as memory of the process until the kernel wants it. The pages are those
    of the file: they stay in the page cache, and reading them again finds the same. An array that is not mapped, and a
    system without this advice, is left as it is.
    """

    def __init__(self, array: Any) -> None:
        self._map = getattr(array, "_mmap", None) if hasattr(mmap, "MADV_DONTNEED") else None
        self._read_bytes = 0

    def after(self, batch: Any) -> None:
        """Count a batch of the array as read, and release once there is enough to release."""
        if self._map is None:
            return
        self._read_bytes += batch.nbytes
        if self._read_bytes >= RELEASED_BYTES:
            self._map.madvise(mmap.MADV_DONTNEED)
            self._read_bytes = 0
