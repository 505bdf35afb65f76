"""Where on this machine this process may make control groups (cgroups(7)), of version 1, 2, or both side by side."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

CPU, MEMORY, CPUSET = "cpu", "memory", "cpuset"
UNIFIED = ""


@dataclass(frozen=True)
class Hierarchy:
    """A folder in which groups may be made; `version` tells the names of their control files."""

    version: int
    folder: str


@dataclass(frozen=True)
class Found:
    """Controller → where a group for it may be made, and for the others why not."""

    places: Mapping[str, Hierarchy] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)


def find_hierarchies(needed: Collection[str], wanted: Collection[str] = (), proc: str = "/proc") -> Found:
    """Places for the controllers `needed`, and for those `wanted` that can be had without going elsewhere.

    A process is in one group of version 2 only, so all controllers of that version share one place: the nearest
    group at or above our own that we may write and that hands them on. Control is never taken of a group that others
    made, so what such a group does not hand on can't be had.
    """
    own = _groups_of("self", proc)
    places: dict[str, Hierarchy] = {}
    reasons: dict[str, str] = {}
    unified = []
    for controller in (*needed, *wanted):
        folder = own.get(controller, ("",))[0]
        if not folder:
            unified.append(controller)
        elif _is_writable(folder):
            places[controller] = Hierarchy(1, folder)
        else:
            reasons[controller] = f"{folder} may not be written"
    if unified:
        required = [controller for controller in unified if controller in needed] or unified
        delegated, why = _delegated(own.get(UNIFIED, ()), required)
        for controller in unified:
            if delegated is not None and controller in handed_on(delegated):
                places[controller] = Hierarchy(2, delegated)
            else:
                reasons[controller] = why or f"{delegated} does not hand on the controller {controller}"
    return Found(places, reasons)


def handed_on(folder: str) -> frozenset[str]:
    """The controllers that groups below a group of version 2 have."""
    return frozenset(_words(os.path.join(folder, "cgroup.subtree_control")))


def unified_group(pid: int, proc: str = "/proc") -> str | None:
    """The folder of a process's group of version 2; None where there is none to be seen."""
    found = _groups_of(str(pid), proc).get(UNIFIED)
    return None if found is None else found[0]


def highest_writable(proc: str = "/proc") -> tuple[str, ...]:
    """In every hierarchy the highest group at or above our own that this user may write."""
    tops = (
        [folder for folder in _groups_of("self", proc).get(name, ()) if _is_writable(folder)][-1:]
        for name in (CPU, MEMORY, CPUSET, UNIFIED)
    )
    return tuple(dict.fromkeys(top for found in tops for top in found))


def _groups_of(process: str, proc: str) -> dict[str, tuple[str, ...]]:
    """Controller (UNIFIED for version 2) → the folders of a process's group and of all above it, outward."""
    mounts = list(_mounts(proc))
    found: dict[str, tuple[str, ...]] = {}
    for controllers, path in _memberships(proc, process):
        for mount in mounts:
            if controllers & mount.controllers:
                found.update(dict.fromkeys(controllers, mount.upward(path)))
            elif not controllers and mount.version == 2:
                found[UNIFIED] = mount.upward(path)
    return found


@dataclass(frozen=True)
class _Mount:
    version: int
    root: str
    folder: str
    controllers: frozenset[str]

    def upward(self, path: str) -> tuple[str, ...]:
        """The folders of a group and of all above it. In a container the mount itself may be the group."""
        below = path[len(self.root) :] if path.startswith(self.root) else ""
        parts = [part for part in below.split("/") if part not in {"", ".", ".."}]
        folders = [os.path.join(self.folder, *parts[:depth]) for depth in range(len(parts), -1, -1)]
        return tuple(folder for folder in folders if os.path.isdir(folder)) or (self.folder,)


def _mounts(proc: str) -> Iterator[_Mount]:
    """The control group file systems in /proc/self/mountinfo (proc(5))."""
    for line in _lines(proc + "/self/mountinfo"):
        before, _, after = line.partition(" - ")
        fields, kind = before.split(), after.split()
        if len(fields) >= 5 and len(kind) >= 3 and kind[0] in {"cgroup", "cgroup2"}:
            controllers = frozenset(kind[2].split(",")) if kind[0] == "cgroup" else frozenset[str]()
            root = "" if fields[3] == "/" else _plain(fields[3])
            yield _Mount(2 if kind[0] == "cgroup2" else 1, root, _plain(fields[4]), controllers)


def _memberships(proc: str, process: str) -> Iterator[tuple[frozenset[str], str]]:
    for line in _lines(f"{proc}/{process}/cgroup"):
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        # A hierarchy by name only (`name=systemd`) has no controllers, but is not the unified one.
        yield frozenset(filter(None, controllers.split(","))), path


def _delegated(upward: Sequence[str], controllers: Collection[str]) -> tuple[str | None, str | None]:
    """The nearest group that may be divided, or why there is none."""
    if not upward:
        return None, "this kernel has no control groups for it"
    missing = [name for name in controllers if name not in _words(os.path.join(upward[-1], "cgroup.controllers"))]
    if missing:
        return None, f"{upward[-1]} has no controller {' or '.join(missing)}"
    for folder in upward:
        # Whoever moves a process must be allowed to write where both groups meet.
        writable = _is_writable(folder) and _is_writable(folder, "cgroup.procs")
        if writable and handed_on(folder).issuperset(controllers):
            return folder, None
    return None, (
        f"no group at or above {upward[0]} is this user's to write and hands on {' and '.join(controllers)} "
        "(cgroup.subtree_control)"
    )


def _is_writable(*path: str) -> bool:
    return os.access(os.path.join(*path), os.W_OK)


def _words(path: str) -> list[str]:
    return " ".join(_lines(path)).split()


def _plain(path: str) -> str:
    """The kernel writes blanks in a path as `\\040` and the like."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found.group(1), 8)), path)


def _lines(path: str) -> list[str]:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.read().splitlines()
    except OSError:
        return []
