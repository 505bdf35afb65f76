"""Arrays that need not fit in memory, written to `.npy` files a chunk at a time."""

from __future__ import annotations

import contextlib
from typing import Any, Iterable, Mapping, Tuple

CHUNK_BYTES = 8 * 2**20


def rows_at_once(columns: int) -> int:
    """How many rows of 64-bit numbers make a chunk."""
    return max(1, CHUNK_BYTES // (8 * columns))


def write_arrays(shapes: Mapping[str, Tuple[int, ...]], chunks: Iterable[Tuple[Any, ...]]) -> None:
    """Write an array of float64 to each path of `shapes`; a chunk holds the next rows of each, in that order."""
    import numpy as np

    with contextlib.ExitStack() as opened:
        # Written, not memory-mapped: a full disk is then an error, where a mapped page would kill the process.
        files = [opened.enter_context(open(path, "wb")) for path in shapes]
        for file, shape in zip(files, shapes.values()):
            np.lib.format.write_array_header_1_0(file, {"descr": "<f8", "fortran_order": False, "shape": shape})
        for chunk in chunks:
            for file, rows in zip(files, chunk):
                file.write(rows.astype("<f8", copy=False))
