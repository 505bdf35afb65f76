"""Sets of CPUs in the kernel's list format: `0-3,8` (cpuset(7), "List format")."""

from __future__ import annotations

import itertools
import re
from typing import Iterable, Set, Tuple

MOST_CPUS = 8192
_LIST = re.compile(r"[0-9]{1,5}(-[0-9]{1,5})?(,[0-9]{1,5}(-[0-9]{1,5})?)*")


def parse_cpus(text: str) -> Tuple[int, ...]:
    """The numbers in `0-3,8`, in order. Raises ValueError for another format, and a range that runs backward."""
    if not _LIST.fullmatch(text):
        raise ValueError("%.60r is not a list of CPUs" % text)
    found: Set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        if not int(first) <= int(last or first) < MOST_CPUS:
            raise ValueError("%s is no range of CPUs" % part)
        found.update(range(int(first), int(last or first) + 1))
    return tuple(sorted(found))


def format_cpus(cpus: Iterable[int]) -> str:
    """The shortest text for these numbers: `0-1,3`."""
    # Neighbours have the same distance to their place in the order.
    runs = itertools.groupby(enumerate(sorted(cpus)), key=lambda placed: placed[1] - placed[0])
    spans = [[cpu for _, cpu in run] for _, run in runs]
    return ",".join("%d" % span[0] if len(span) == 1 else "%d-%d" % (span[0], span[-1]) for span in spans)
