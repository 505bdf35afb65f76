"""Pressure stall information, parsed: a pure function on bytes."""

from __future__ import annotations

import re
from typing import Dict

LINE = re.compile(rb"(some|full) avg10=[\d.]+ avg60=[\d.]+ avg300=[\d.]+ total=(\d+)")


def parse_pressure(data: bytes) -> Dict[str, float]:
    """Seconds in all, by `some` (one task or more stood still) and `full` (all that were not idle did).

    /proc/pressure/* or a control group's *.pressure: the kernel's Documentation/accounting/psi.rst. `full` of the
    cpu is missing before Linux 5.13. Raises ValueError where a line is of another shape or `some` is missing.
    """
    seconds = {}
    for line in data.splitlines():
        match = LINE.fullmatch(line)
        if match is None:
            raise ValueError("not a line of pressure: %r" % line[:80])
        seconds[match.group(1).decode("ascii")] = int(match.group(2)) / 1e6
    if "some" not in seconds:
        raise ValueError("no `some` in a pressure file: %r" % data[:80])
    return seconds
