"""Python's collector of reference cycles, and when to leave it be."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import Iterator


@contextmanager
def collector_paused() -> Iterator[None]:
    """While many objects are made and none becomes garbage: it would look through all of them again and again.

    Works as a decorator too. Objects out of use are freed as ever; only those in cycles wait.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
