"""What a container or a service manager allows this process: its control groups' limits, versions 1 and 2."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Callable, Iterator, List, Optional, Tuple

UNLIMITED_BYTES = 1 << 60
"""Version 1 writes "no limit" as the largest number of pages; nothing real comes near this."""


@dataclass(frozen=True)
class Limits:
    """None: not limited, or not to be read here."""

    cpu_cores: Optional[float] = None
    memory_bytes: Optional[int] = None


def read_limits(proc: str = "/proc", sys: str = "/sys") -> Limits:
    """The tightest limits between this process's groups and the root.

    Files as in the kernel's Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst, and
    Documentation/scheduler/sched-bwc.rst.
    """
    cores: List[float] = []
    memory: List[float] = []
    for version, controllers, path in _groups(proc):
        if version == 2:
            for folder in _upward(_unified(sys), path):
                cores += _one(folder, "cpu.max", _cores_of_max)
                memory += _one(folder, "memory.max", _bytes)
        elif "cpu" in controllers:
            for folder in _upward(_mount(sys, controllers, "cpu"), path):
                cores += _cores_of_quota(folder)
        if version == 1 and "memory" in controllers:
            for folder in _upward(_mount(sys, controllers, "memory"), path):
                memory += _one(folder, "memory.limit_in_bytes", _bytes)
    return Limits(min(cores) if cores else None, int(min(memory)) if memory else None)


def _groups(proc: str) -> Iterator[Tuple[int, List[str], str]]:
    """(version, controllers, path) of each line of /proc/self/cgroup (cgroups(7))."""
    for line in _text(proc + "/self/cgroup").splitlines():
        number, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        yield (2 if number == "0" and not controllers else 1), controllers.split(","), path


def _upward(mount: str, path: str) -> Iterator[str]:
    """The group's folder and all above it; in a container the path may not exist, and the mount is the group."""
    parts = [part for part in path.split("/") if part not in {"", ".", ".."}]
    for depth in range(len(parts), -1, -1):
        yield os.path.join(mount, *parts[:depth])


def _unified(sys: str) -> str:
    root = sys + "/fs/cgroup"
    hybrid = root + "/unified"
    return hybrid if os.path.isdir(hybrid) else root


def _mount(sys: str, controllers: List[str], controller: str) -> str:
    joined = sys + "/fs/cgroup/" + ",".join(controllers)
    return joined if os.path.isdir(joined) else sys + "/fs/cgroup/" + controller


def _one(folder: str, name: str, parse: Callable[[str], Optional[float]]) -> List[float]:
    """The limit a file holds, as a list that is empty where there is none."""
    text = _text(os.path.join(folder, name)).strip()
    limit = parse(text) if text else None
    return [] if limit is None else [limit]


def _cores_of_max(text: str) -> Optional[float]:
    quota, _, period = text.partition(" ")
    return None if quota == "max" else int(quota) / int(period or 100000)


def _cores_of_quota(folder: str) -> List[float]:
    quota = _one(folder, "cpu.cfs_quota_us", float)
    period = _one(folder, "cpu.cfs_period_us", float)
    return [quota[0] / period[0]] if quota and period and quota[0] > 0 < period[0] else []


def _bytes(text: str) -> Optional[int]:
    if text == "max":
        return None
    limit = int(text)
    return limit if limit < UNLIMITED_BYTES else None


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""
