"""What the kernel counts of block devices, and which of these are disks."""

from __future__ import annotations

import os
import re
from typing import Collection, Dict, List, NamedTuple, Optional

SECTOR_BYTES = 512
"""The unit of the file, whatever the device's own sector is."""
NO_DISK = re.compile(r"(loop|ram|zram|sr|fd)\d+")
"""Files and memory that look like disks, and drives whose medium comes and goes."""
STACKED = re.compile(r"(dm-|md)\d+")
PARTITION = re.compile(r"(?P<counted>.*\d)p\d+|(?P<lettered>.*\D)\d+")


class DiskCounts(NamedTuple):
    """Of one device since it appeared.

    `operation_seconds`: from queueing to completion, summed over reads and writes. `busy_seconds`: time in which at
    least one was under way; None where that is not told.
    """

    reads: int
    writes: int
    read_bytes: int
    written_bytes: int
    operation_seconds: float
    busy_seconds: Optional[float]


def parse_diskstats(data: bytes, only: Optional[Collection[str]] = None) -> Dict[str, DiskCounts]:
    """/proc/diskstats: device → counts (the kernel's Documentation/admin-guide/iostats.rst, Linux 2.6.25 or newer).

    Of all devices, or of those in `only`. Raises ValueError where a line is of another shape.
    """
    disks = {}
    for line in data.splitlines():
        words = line.split(None, 13)
        if len(words) < 14:
            raise ValueError("not a line of diskstats: %r" % line[:80])
        name = words[2].decode("utf-8", "backslashreplace")
        if only is not None and name not in only:
            continue
        reads, _, sectors_read, read_ms, writes, _, sectors_written, write_ms, _, busy_ms = map(int, words[3:13])
        disks[name] = DiskCounts(
            reads,
            writes,
            sectors_read * SECTOR_BYTES,
            sectors_written * SECTOR_BYTES,
            (read_ms + write_ms) / 1e3,
            busy_ms / 1e3,
        )
    return disks


def whole_disks(devices: Collection[str], sys: str) -> List[str]:
    """Those that are disks of their own: no partitions, nothing in memory or made of other devices.

    By /sys/block, which lists no partitions and says what a device is made of; by its name where that is not there.
    """
    folder = sys + "/block"
    candidates = [name for name in devices if not NO_DISK.fullmatch(name)]
    if not os.path.isdir(folder):
        return [name for name in candidates if not STACKED.fullmatch(name) and _whole_of(name) not in candidates]
    return [name for name in candidates if _stands_alone("%s/%s" % (folder, name.replace("/", "!")))]


def _stands_alone(folder: str) -> bool:
    slaves = folder + "/slaves"
    return os.path.isdir(folder) and not (os.path.isdir(slaves) and os.listdir(slaves))


def _whole_of(name: str) -> Optional[str]:
    """`nvme0n1` of `nvme0n1p2`, `sda` of `sda2`: the disk that it is a partition of, if there is such a disk."""
    match = PARTITION.fullmatch(name)
    return None if match is None else match.group("counted") or match.group("lettered")
