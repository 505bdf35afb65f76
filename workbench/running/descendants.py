"""Every living process that a process started, however often it forked in between.

Complete as long as that process is a child subreaper (prctl(2)): an orphan is then re-parented to it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Process:
    """A process as it was seen once; `command` is its command line, or its name where it has none."""

    pid: int
    command: str

    @property
    def is_resource_tracker(self) -> bool:
        """Whether it is Python's or loky's resource tracker, which removes shared memory its parent left."""
        return "resource_tracker" in self.command


def become_subreaper(on: bool = True) -> bool:
    """Have orphaned descendants re-parented to this process (Linux). False where the system has no such thing."""
    import ctypes

    try:
        return bool(ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, int(on), 0, 0, 0) == 0)
    except (OSError, AttributeError):
        return False


def descendants(root: int) -> tuple[Process, ...]:
    """The living (not zombie) descendants of `root`, `root` left out; zombies' children are included."""
    if not os.path.isdir("/proc/self"):
        return _descendants_by_psutil(root)
    children: dict[int, list[int]] = {}
    living = set()
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            state, parent = _state_and_parent(int(entry))
            children.setdefault(parent, []).append(int(entry))
            if state not in "ZX":
                living.add(int(entry))
    found: list[int] = []
    queue = list(children.get(root, ()))
    while queue:
        pid = queue.pop()
        found.append(pid)
        queue.extend(children.get(pid, ()))
    return tuple(Process(pid, _command(pid)) for pid in sorted(found) if pid in living)


def _state_and_parent(pid: int) -> tuple[str, int]:
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            state, parent = file.read().rpartition(b")")[2].split()[:2]
    except (OSError, ValueError):
        return "X", -1
    return state.decode(), int(parent)


def _command(pid: int) -> str:
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            words = file.read().split(b"\0")
    except OSError:
        return ""
    return b" ".join(words).decode("utf-8", "replace").strip()


def _descendants_by_psutil(root: int) -> tuple[Process, ...]:
    import psutil

    try:
        found = psutil.Process(root).children(recursive=True)
    except psutil.Error:
        return ()
    return tuple(Process(child.pid, child.name()) for child in found if child.status() != psutil.STATUS_ZOMBIE)
