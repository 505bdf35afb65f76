"""Work that does nothing but move memory: it shows where more workers share one memory's bandwidth."""

from __future__ import annotations

import threading
from typing import Any, Optional, Tuple

from workbench.contracts import Context, Workload
from workbench.errors import DataError
from workbench.telemetry.kernel.caches import last_level_bytes, read_caches

BYTES_AN_ELEMENT = 16
BYTES_MOVED_AN_ELEMENT = 24
CACHES_TO_BE_MEMORY = 4
"""Arrays of so many times all last-level caches don't stay in them from pass to pass (STREAM's rule)."""


class Triad(Workload):
    """Runs y ← y + a·x, `passes` times, over two arrays of `size_bytes` together, dealt to the workers in equal parts.

    a is 1, so that one NumPy pass does it, which lets go of the interpreter's lock: 24 bytes are moved for each of
    the 8-byte elements (read x, read y, write y), as in the ceiling `memory_bandwidth`. Each worker makes its part
    when it first gets one, in the warm-up, and keeps it: made anew in every call, half the time would go to the
    kernel's clearing of pages. loky takes a worker that keeps more than 300 MB for one that leaks and replaces it,
    so at 1 worker of loky's a larger `size_bytes` is made anew in every call after all.
    """

    name = "triad"
    requires = {"numpy": "pip install numpy"}
    parameters = {"size_bytes": 256 * 2**20, "passes": 16}
    precision = "float64"

    def __init__(self, **parameters: Any) -> None:
        super().__init__(**parameters)
        if self.values["size_bytes"] < BYTES_AN_ELEMENT:
            raise DataError("triad: size_bytes is %s; it must be at least 16" % self.values["size_bytes"])
        if self.values["passes"] < 1:
            raise DataError("triad: passes is %s; it must be at least 1" % self.values["passes"])
        self._elements = int(self.values["size_bytes"]) // BYTES_AN_ELEMENT

    def run(self, data: Any, context: Context) -> None:  # noqa: ARG002 - the contract's
        """A part for each worker."""
        shares = [self._elements // context.workers] * context.workers
        for extra in range(self._elements % context.workers):
            shares[extra] += 1
        context.map(move, [(elements, int(self.values["passes"])) for elements in shares])

    def data_bytes(self) -> int:
        """Both arrays."""
        return self._elements * BYTES_AN_ELEMENT

    def moved_bytes(self, data: Any) -> Optional[int]:  # noqa: ARG002 - the contract's
        """24 bytes an element and pass; None where the arrays may stay in caches, or their size isn't told."""
        cache = last_level_bytes(read_caches())
        if not cache or self.data_bytes() < CACHES_TO_BE_MEMORY * cache:
            return None
        return BYTES_MOVED_AN_ELEMENT * self._elements * int(self.values["passes"])

    def operations(self, data: Any) -> int:  # noqa: ARG002 - the contract's
        """An addition an element and pass."""
        return self._elements * int(self.values["passes"])


class _Kept(threading.local):
    """What one worker, be it a process or a thread, keeps from job to job; nothing else outlives a job there."""

    arrays: Optional[Tuple[Any, Any]] = None


_kept = _Kept()


def move(job: Tuple[int, int]) -> None:
    """`job` is (elements, passes)."""
    import numpy as np

    elements, passes = job
    if _kept.arrays is None or len(_kept.arrays[0]) != elements:
        _kept.arrays = np.ones(elements), np.zeros(elements)
    x, y = _kept.arrays
    for _ in range(passes):
        np.add(y, x, out=y)


PLUGIN = Triad
