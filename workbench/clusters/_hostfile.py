"""Reading a host file of MPI: which hosts there are, and how many ranks each takes."""

from __future__ import annotations

import re
from typing import Dict, Tuple

from workbench.errors import WorkbenchError

MOST_SLOTS = 4096
_LINE = re.compile(r"(?P<host>[A-Za-z0-9_][A-Za-z0-9._-]*)(?::(?P<slots>\d+)|\s+slots\s*=\s*(?P<more>\d+))?")


def read_hosts(path: str) -> Dict[str, int]:
    """Host → ranks that it takes, in the order of the file.

    A line is `HOST`, `HOST:SLOTS` (MPICH) or `HOST slots=SLOTS` (Open MPI); `#` begins a comment, and lines of one host
    add up. Raises WorkbenchError, with the line, for anything else.
    """
    try:
        with open(path, encoding="utf-8") as file:
            lines = file.read().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise WorkbenchError("the host file %s can't be read: %s" % (path, reason)) from error
    hosts: Dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        words = line.partition("#")[0].strip()
        if words:
            host, slots = _read(path, number, words)
            hosts[host] = hosts.get(host, 0) + slots
    if not hosts:
        raise WorkbenchError("the host file %s names no host" % path, "write a line for each: HOST:SLOTS")
    return hosts


def _read(path: str, number: int, words: str) -> Tuple[str, int]:
    found = _LINE.fullmatch(words)
    slots = 1 if found is None else int(found.group("slots") or found.group("more") or 1)
    if found is None or not 1 <= slots <= MOST_SLOTS:
        raise WorkbenchError(
            "the host file %s, line %d: %r is no host" % (path, number, words[:80]),
            "write HOST, HOST:SLOTS or HOST slots=SLOTS, with 1 to %d slots" % MOST_SLOTS,
        )
    return found.group("host"), slots
