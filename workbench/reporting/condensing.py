"""Many sentences of one kind, told as a few: a damaged file must not push the answer off the screen."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from workbench.model.reason import brief

MOST = 3
_PLACE = re.compile(r"(?P<file>.+):\d+: ")


def told_once(reasons: Iterable[str], most: int = MOST) -> tuple[str, ...]:
    """The first few reasons, each in one line and once, and how many more there are."""
    lines = list(dict.fromkeys(map(brief, reasons)))
    more = (f"and {len(lines) - most:,} other reasons",) if len(lines) > most else ()
    return (*lines[:most], *more)


def condensed(warnings: Iterable[str], most: int = MOST) -> tuple[str, ...]:
    """The first few warnings about the lines of each file, and how many more there are; all others as they are."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for warning in warnings:
        place = _PLACE.match(warning)
        groups[warning if place is None else place["file"]].append(warning)
    told = []
    for file, of_file in groups.items():
        told += of_file[:most]
        if len(of_file) > most:
            told.append(f"{file}: and {len(of_file) - most:,} more lines like these")
    return tuple(told)
