"""What groups of ours are called, and taking away what killed runs left."""

from __future__ import annotations

import os
import re

from workbench.running.limits.hierarchies import highest_writable

OWNED = re.compile(r"workbench-(\d+)-(\d+)-\d+")


def group_name(number: int) -> str:
    """A name for this process's `number`-th trial. A process's number means something in its own name space only."""
    return f"workbench-{os.getpid()}-{_name_space()}-{number}"


def sweep(proc: str = "/proc") -> None:
    """Remove the groups of processes that are no more. The kernel removes no group that still has a process in it."""
    for top in highest_writable(proc):
        for parent, names, _ in os.walk(top):
            for name in [name for name in names if OWNED.fullmatch(name)]:
                names.remove(name)
                if _is_left(name, proc):
                    _remove(os.path.join(parent, name))


def _is_left(name: str, proc: str) -> bool:
    found = OWNED.fullmatch(name)
    return found is not None and found.group(2) == str(_name_space()) and not os.path.exists(f"{proc}/{found.group(1)}")


def _remove(folder: str) -> None:
    for path, _, _ in os.walk(folder, topdown=False):
        try:
            os.rmdir(path)
        except OSError:
            pass  # Somebody else's, or not empty yet: the next run tries again.


def _name_space() -> int:
    try:
        return os.stat("/proc/self/ns/pid").st_ino
    except OSError:
        return 0
