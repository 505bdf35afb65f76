"""Training rows on their way to a device: batch by batch from the mapped file, or all at once."""

from __future__ import annotations

import os
from typing import Any, Iterator, NamedTuple, Protocol, Tuple

from workbench.solvers._batches import Released, batches


class Rows(Protocol):
    """Training rows, from wherever they are."""

    def part(self, rows: slice) -> Tuple[Any, Any]:
        """These rows (float32) and their classes (int64), on the device."""


class Rank(NamedTuple):
    """Which of `size` processes that share the work this is, and what it computes on."""

    number: int
    size: int
    device: Any

    def alone(self) -> Rank:
        """As if there were no others: for what takes every row of a batch."""
        return Rank(0, 1, self.device)


class Labelled(NamedTuple):
    """Rows in a `.npy` file and their classes as numbers: what a rank is told instead of the rows themselves."""

    path: str
    codes: Any

    def opened(self) -> Any:
        """The rows, memory-mapped."""
        import numpy as np

        return np.load(self.path, mmap_mode="r", allow_pickle=False)


def coded(labels: Any) -> Tuple[Any, Any]:
    """The different labels, and which of them each row has (int64)."""
    import numpy as np

    classes, codes = np.unique(labels, return_inverse=True)
    return classes, codes.astype(np.int64)


def labelled(rows: Any, codes: Any, scratch: str) -> Labelled:
    """Where the rows are, with their classes. Rows that are in no file yet are written to `scratch`."""
    import numpy as np

    path = getattr(rows, "filename", None)
    if path is None or np.load(path, mmap_mode="r", allow_pickle=False).shape != rows.shape:
        path = os.path.join(scratch, "rows.npy")
        np.save(path, rows, allow_pickle=False)
    return Labelled(str(path), codes)


def on_device(rows: Any, codes: Any, device: Any) -> Tuple[Any, Any]:
    """Tensors of their own (float32 and int64) on `device`."""
    import numpy as np
    import torch

    return torch.from_numpy(np.array(rows, dtype=np.float32)).to(device), torch.from_numpy(codes).to(device)


def share(batch: slice, rank: Rank) -> slice:
    """The part of a batch that a rank takes; the parts of all cover it and differ by at most a row."""
    rows = batch.stop - batch.start
    first, last = (batch.start + rows * edge // rank.size for edge in (rank.number, rank.number + 1))
    return slice(first, last)


def whole_batches(rows: int, batch_rows: int, passes: int, seed: int) -> Iterator[slice]:
    """As `batches`, without the rows at the end that fill no batch: every step then weighs the same."""
    at_once = min(batch_rows, rows)
    return batches(range(rows - rows % at_once), at_once, passes, seed)


class MappedRows:
    """Makes tensors of parts of mapped rows when they are asked for, and gives the pages back to the kernel."""

    def __init__(self, data: Labelled, device: Any) -> None:
        self._rows = data.opened()
        self._codes = data.codes
        self._device = device
        self._released = Released(self._rows)

    def part(self, rows: slice) -> Tuple[Any, Any]:
        """These rows and their classes."""
        found = on_device(self._rows[rows], self._codes[rows], self._device)
        self._released.after(self._rows[rows])
        return found


class DeviceRows:
    """All rows on the device from the start."""

    def __init__(self, rows: Any, codes: Any, device: Any) -> None:
        self._features, self._codes = on_device(rows, codes, device)

    def part(self, rows: slice) -> Tuple[Any, Any]:
        """These rows and their classes: views."""
        return self._features[rows], self._codes[rows]
