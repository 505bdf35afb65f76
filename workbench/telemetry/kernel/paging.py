"""What the kernel says of a machine that runs short of memory, parsed: pure functions on bytes.

The files are long, so only the lines that are asked for are looked at. Where one is missing they raise ValueError.
"""

from __future__ import annotations

import re
from typing import Pattern, Tuple

AVAILABLE = re.compile(rb"^MemAvailable: +(\d+) kB$", re.MULTILINE)
SWAPPED_IN = re.compile(rb"^pswpin (\d+)$", re.MULTILINE)
SWAPPED_OUT = re.compile(rb"^pswpout (\d+)$", re.MULTILINE)


def parse_available_bytes(data: bytes) -> int:
    """`MemAvailable` of /proc/meminfo (proc_meminfo(5), Linux 3.14)."""
    return 1024 * _number(AVAILABLE, data, "MemAvailable")


def parse_swapped_pages(data: bytes) -> Tuple[int, int]:
    """(in, out) of /proc/vmstat (proc_vmstat(5)): 0 where the kernel was built without swap."""
    if b"nr_free_pages" not in data:
        raise ValueError("not /proc/vmstat: %r" % data[:80])
    if b"\npswpin " not in data:
        return 0, 0
    return _number(SWAPPED_IN, data, "pswpin"), _number(SWAPPED_OUT, data, "pswpout")


def _number(pattern: Pattern[bytes], data: bytes, name: str) -> int:
    match = pattern.search(data)
    if match is None:
        raise ValueError("no %s in %r" % (name, data[:80]))
    return int(match.group(1))
