"""Rows by where they lie on disk, so that a task carries a path and not the rows."""

from __future__ import annotations

from typing import Any, List, NamedTuple, Optional


class Part(NamedTuple):
    """Rows `first` to `last` of the `.npy` file at `path`; without one, the rows themselves."""

    path: Optional[str]
    first: int
    last: int
    rows: Any


def parts(rows: Any, part_rows: int) -> List[Part]:
    """`rows` in parts of at most `part_rows`: of a memory-mapped `.npy` file by its path, of other arrays as slices."""
    path = file_of(rows)
    found = []
    for first in range(0, len(rows), part_rows):
        last = min(first + part_rows, len(rows))
        found.append(Part(path, first, last, rows[first:last] if path is None else None))
    return found


def read(part: Part) -> Any:
    """The rows of a part, as a plain array; those of a file mapped, not copied."""
    import numpy as np

    rows = part.rows if part.path is None else _mapped(part.path)[part.first : part.last]
    return np.asarray(rows)


def _mapped(path: str) -> Any:
    import numpy as np

    return np.load(path, mmap_mode="r", allow_pickle=False)


def file_of(rows: Any) -> Optional[str]:
    """The file that `rows` is all of; a slice of a mapped array still names the whole's."""
    path = getattr(rows, "filename", None)
    if path is None or not str(path).endswith(".npy") or _mapped(path).shape != rows.shape:
        return None
    return str(path)
