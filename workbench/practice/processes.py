"""The processes of a practice cluster: told by a marker in their environment, which all they start inherit."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Iterator

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


def end_marked(marker: str, gone_seconds: float = GONE_SECONDS) -> None:
    """Kill every process that carries the marker, until none is left.

    Raises PracticeError for one that doesn't die.
    """
    deadline = time.monotonic() + gone_seconds
    while left := list(marked(marker)):
        for pid in left:
            _kill_marked(pid, marker)
        if time.monotonic() > deadline:
            raise PracticeError(f"these processes of the cluster don't end: {', '.join(map(str, left))}")
        time.sleep(0.02)


def _kill_marked(pid: int, marker: str) -> None:
    """The handle is taken first and the marker read then: a number that is another's by then is never killed."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        if f"{VARIABLE}={marker}".encode() in _environment(pid):
            signal.pidfd_send_signal(handle, signal.SIGKILL)
    except ProcessLookupError:
        pass
    finally:
        os.close(handle)


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
