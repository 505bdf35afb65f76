"""A file that only grows: one writer at a time, whole lines only, on the disk before `append` returns."""

from __future__ import annotations

import fcntl
import os
import time

from workbench.errors import StoreError
from workbench.store.diskerrors import explained, printable, store_error
from workbench.store.layout import open_regular

_LOCK_ATTEMPTS = 3
_LOCK_PAUSE_SECONDS = 0.05
_sync_data = getattr(os, "fdatasync", os.fsync)  # macOS has no fdatasync


class Journal:
    """The one writer of the file at `path`, which is made when missing; a lock keeps a second one away.

    The lock is the kernel's (flock): it ends with the process, however that ends.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        with explained("write to", path):
            if not os.path.lexists(path):
                os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666))
            self.descriptor = open_regular(path, os.O_RDWR | os.O_APPEND)
        try:
            lock(self.descriptor, path)
        except BaseException:
            self.close()
            raise
        self._end = os.fstat(self.descriptor).st_size

    def append(self, line: bytes) -> None:
        """Add a line. Raises StoreError; then none of it is in the file, and it may be tried again."""
        with explained("write to", self.path):
            status = os.fstat(self.descriptor)
            if status.st_nlink == 0:
                raise StoreError(
                    f"can't write to {printable(self.path)}: it was removed while the run went on",
                    "leave a run's folder in place until it ends, and start the run again",
                )
            if status.st_size > self._end:
                os.ftruncate(self.descriptor, self._end)  # what an earlier failure couldn't take back
            self._append(line)

    def _append(self, line: bytes) -> None:
        start = self._end
        try:
            rest = memoryview(line)
            while rest:
                rest = rest[os.write(self.descriptor, rest) :]
            _sync_data(self.descriptor)
            self._end = start + len(line)
        except BaseException:
            self._end = start
            os.ftruncate(self.descriptor, start)
            raise

    def cut(self, length_bytes: int) -> None:
        """Take the last bytes away: what a crash left of an unfinished line. Raises OSError."""
        self._end -= length_bytes
        os.ftruncate(self.descriptor, self._end)
        os.fsync(self.descriptor)

    def close(self) -> None:
        """Let the lock go."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


def lock(descriptor: int, path: str) -> None:
    """Take the writer's lock. Raises StoreError where another process has it, or there are no locks."""
    try:
        _flock(descriptor)
    except BlockingIOError:
        raise StoreError(
            f"another workbench is writing to {printable(os.path.dirname(path))}",
            "wait until it ends, or stop it, then try again",
        ) from None
    except OSError as error:
        raise store_error("lock", path, error, "name a folder on a file system that has locks") from error


def _flock(descriptor: int) -> None:
    """Tries for a moment: `is_being_written` may hold the lock just now, for microseconds."""
    for _ in range(_LOCK_ATTEMPTS - 1):
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_LOCK_PAUSE_SECONDS)
    return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def is_being_written(path: str) -> bool:
    """Whether a writer has the file at `path` right now."""
    try:
        descriptor = open_regular(path)
    except (OSError, StoreError):
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return False
