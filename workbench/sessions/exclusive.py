"""One run at a time on a machine: two would measure each other."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def exclusive(wait: Callable[[int], None]) -> Iterator[None]:
    """Hold this person's only place to measure; `wait` is called once, with the other's process, if it is taken.

    The lock is the kernel's: it ends with the process, however that ends.
    """
    path = os.path.join(tempfile.gettempdir(), f"workbench-{os.getuid()}.lock")
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            wait(int(os.pread(descriptor, 20, 0) or b"0"))
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)
