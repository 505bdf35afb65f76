"""The processes of a practice cluster: told by a marker in their environment, which what they start inherits."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Iterator, Sequence

from workbench.model.practice import PracticeProcess
from workbench.practice.tools import PracticeError
from workbench.telemetry.kernel.procfs import ProcessStat, parse_stat

VARIABLE = "WORKBENCH_PRACTICE"
GONE_SECONDS = 15.0


def started_at(pid: int) -> int | None:
    """When a process started, in clock ticks since boot; None for one that is dead or a zombie."""
    stat = _stat(pid)
    return None if stat is None or stat.ended else stat.started


def is_alive(process: PracticeProcess) -> bool:
    """Whether that very process runs."""
    return started_at(process.pid) == process.started


def kill(process: PracticeProcess) -> bool:
    """Kill that very process and wait for its end; False where it is no more."""
    try:
        handle = os.pidfd_open(process.pid)
    except ProcessLookupError:
        return False
    try:
        if not is_alive(process):
            return False
        signal.pidfd_send_signal(handle, signal.SIGKILL)
        select.select([handle], [], [], GONE_SECONDS)
    finally:
        os.close(handle)
    return True


def kill_number(pid: int) -> bool:
    """Kill a process that was just found; False where it is no more."""
    started = started_at(pid)
    return started is not None and kill(PracticeProcess("", pid, started))


def family(pid: int) -> list[int]:
    """All that descends from a process, and not itself."""
    parents: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit() and (stat := _stat(int(name))) is not None:
            parents.setdefault(stat.parent_pid, []).append(int(name))
    found, pending = [], [pid]
    while pending:
        below = parents.get(pending.pop(), [])
        found += below
        pending += below
    return found


def marked(marker: str) -> Iterator[int]:
    """The processes that carry the marker. Our own does not count."""
    wanted = f"{VARIABLE}={marker}".encode()
    for name in os.listdir("/proc"):
        if name.isdigit() and int(name) != os.getpid() and wanted in _environment(int(name)):
            yield int(name)


def end_all(marker: str, groups: Sequence[str], gone_seconds: float = GONE_SECONDS) -> None:
    """Kill every process that carries the marker, descends from one that does, or is in these control groups.

    One alone is not enough: a process that gives itself a title (Ray's do) writes over its environment.
    Returns once none is left. Raises PracticeError for one that doesn't die.
    """
    deadline = time.monotonic() + gone_seconds
    while left := _all(marker, groups):
        for pid in left:
            kill_number(pid)
        if time.monotonic() > deadline:
            raise PracticeError(f"these processes of the cluster don't end: {', '.join(map(str, sorted(left)))}")


def _all(marker: str, groups: Sequence[str]) -> set[int]:
    found = set(marked(marker))
    for pid in tuple(found):
        found.update(family(pid))
    for folder in groups:
        found.update(_members(folder))
    return {pid for pid in found if pid != os.getpid() and started_at(pid) is not None}


def _members(folder: str) -> Iterator[int]:
    """The processes in a control group and in those below it."""
    for path, _, _ in os.walk(folder):
        try:
            with open(os.path.join(path, "cgroup.procs"), encoding="ascii") as file:
                yield from map(int, file.read().split())
        except OSError:
            continue  # It was removed meanwhile.


def _stat(pid: int) -> ProcessStat | None:
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return parse_stat(file.read())
    except (OSError, ValueError):
        return None


def _environment(pid: int) -> list[bytes]:
    """What the process was given; nothing for one that has ended or is somebody else's."""
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            return file.read().split(b"\0")
    except OSError:
        return []
