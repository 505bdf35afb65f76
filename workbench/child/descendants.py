"""The processes below one, as /proc tells; where there is no /proc, none."""

from __future__ import annotations

import os
import time
from typing import Dict, Iterable, Iterator, List

POLL_SECONDS = 0.02
GONE = ("Z", "X", "")
"""States of a process that has ended (proc_pid_stat(5)), and what is said of one that is not there."""


def with_descendants(pid: int) -> Iterator[int]:
    """`pid`, its children, theirs, and so on."""
    children: Dict[int, List[int]] = {}
    for other in _processes():
        children.setdefault(parent(other), []).append(other)
    queue = [pid]
    while queue:
        found = queue.pop()
        yield found
        queue.extend(children.get(found, ()))


def has_child(pid: int) -> bool:
    """Whether any process has `pid` as its parent."""
    return any(parent(other) == pid for other in _processes())


def parent(pid: int) -> int:
    """The parent's process id, -1 where the process is not there any more."""
    fields = _fields(pid)
    return int(fields[1]) if fields else -1


def wait_until_gone(pids: Iterable[int], seconds: float) -> bool:
    """Return as soon as all of them have ended, at the latest after so many seconds; whether they have."""
    deadline = time.monotonic() + seconds
    left = list(pids)
    while True:
        left = [pid for pid in left if _state(pid) not in GONE]
        if not left or time.monotonic() > deadline:
            return not left
        time.sleep(POLL_SECONDS)


def _processes() -> List[int]:
    try:
        return [int(name) for name in os.listdir("/proc") if name.isdigit()]
    except FileNotFoundError:
        return []


def _state(pid: int) -> str:
    fields = _fields(pid)
    return fields[0] if fields else ""


def _fields(pid: int) -> List[str]:
    """Those of /proc/PID/stat that follow the name, whose end is the last closing parenthesis."""
    try:
        with open("/proc/%d/stat" % pid, "rb") as file:
            return file.read().rpartition(b")")[2].decode("ascii").split()
    except OSError:
        return []
