"""How fast the disk of the results writes, reads and confirms."""

from __future__ import annotations

import errno
import os
import time

from workbench.ceilings._rounds import median, timed_rounds
from workbench.contracts import CannotMeasure, CeilingTest
from workbench.model.ceiling import Ceiling, Limit, Unknown
from workbench.telemetry.kernel.topology import read_bytes

MEBIBYTE = 1 << 20
BLOCK_BYTES = MEBIBYTE
FILE_BYTES = 256 * MEBIBYTE
WRITE_SECONDS = 2.5
ROUNDS = 3
SHARE_FROM_STORAGE = 0.9
"""Of what was read, at least this much must have come from below the page cache to be called the disk's speed."""


class Disk(CeilingTest):
    """Writes a file in the results' folder, confirms it (fdatasync), drops it from the page cache and reads it back."""

    name = "disk"
    about_seconds = 15.0

    def measure(self, scratch: str) -> tuple[Limit, ...]:
        """`disk_sequential_write`, `disk_sequential_read` in bytes a second and `disk_fdatasync` in seconds.

        Raises CannotMeasure where nothing can be written.
        """
        if not hasattr(os, "fdatasync"):
            raise CannotMeasure("this system has no fdatasync")
        path = os.path.join(scratch, "sequential")
        try:
            written = [write_file(path, FILE_BYTES, WRITE_SECONDS) for _ in range(ROUNDS)]
            return (_write_limit(written), _read_limit(path), _confirm_limit(os.path.join(scratch, "confirmed")))
        except OSError as error:
            remedy = "free some space there" if error.errno == errno.ENOSPC else None
            raise CannotMeasure(f"the disk of the results can't be used: {error.strerror}", remedy) from error


def write_file(path: str, most_bytes: int, most_seconds: float) -> tuple[int, float]:
    """Write and confirm a new file: its size and the seconds it took. A slow disk gets a smaller file."""
    block = os.urandom(BLOCK_BYTES)
    size, start = 0, time.perf_counter()
    with open(path, "wb", buffering=0) as file:
        while size < most_bytes and time.perf_counter() - start < most_seconds:
            size += file.write(block)
            if size % (32 * BLOCK_BYTES) == 0:
                # Else a slow disk falls behind the clock that ends the loop by all that memory can hold.
                os.fdatasync(file.fileno())
        os.fdatasync(file.fileno())
    return size, time.perf_counter() - start


def read_file(path: str) -> tuple[int, float, int | None]:
    """Read a file that was dropped from the page cache: bytes, seconds, and how many came from below that cache.

    The last is None where the system doesn't tell (read_bytes of /proc/self/io, proc(5)).
    """
    buffer, size = bytearray(BLOCK_BYTES), 0
    with open(path, "rb", buffering=0) as file:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        before, start = _from_storage(), time.perf_counter()
        while count := file.readinto(buffer):
            size += count
        seconds, after = time.perf_counter() - start, _from_storage()
    return size, seconds, None if before is None or after is None else after - before


def _write_limit(written: list[tuple[int, float]]) -> Ceiling:
    size, seconds = max(written, key=lambda one: one[0] / one[1])
    how = f"{size // MEBIBYTE} MiB in blocks of 1 MiB, fdatasync every 32 and at the end, best of {len(written)} rounds"
    return Ceiling("disk_sequential_write", size / seconds, "bytes/s", how)


def _read_limit(path: str) -> Limit:
    name, rounds = "disk_sequential_read", [read_file(path) for _ in range(ROUNDS)]
    size, seconds, stored = max(rounds, key=lambda one: one[0] / one[1])
    if stored is None:
        return Unknown(name, "whether the page cache served the read is not told here (/proc/self/io)")
    if stored < SHARE_FROM_STORAGE * size:
        rate = f"{size / seconds / 1e9:.1f} GB/s"
        return Unknown(
            name,
            f"the page cache served the read ({rate}; {stored} of {size} bytes came from storage) although it was told "
            "to drop the file: a file system in memory or over a network",
        )
    how = f"{size // MEBIBYTE} MiB in blocks of 1 MiB after dropping them from the page cache, best of {len(rounds)}"
    return Ceiling(name, size / seconds, "bytes/s", how + " rounds; a host's or the device's own cache may have helped")


def _confirm_limit(path: str) -> Ceiling:
    block = os.urandom(4096)
    with open(path, "wb", buffering=0) as file:

        def confirm() -> None:
            file.write(block)
            os.fdatasync(file.fileno())

        seconds = timed_rounds(confirm, 200, 2.0)
    how = f"append 4 KiB and fdatasync, median of {len(seconds)}"
    return Ceiling("disk_fdatasync", median(seconds), "s", how)


def _from_storage() -> int | None:
    for line in read_bytes("/proc/self/io").splitlines():
        if line.startswith(b"read_bytes:"):
            return int(line.split()[1])
    return None


PLUGIN = Disk
