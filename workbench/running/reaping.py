"""After a trial nothing it started may live, and nothing it left in shared memory may stay."""

from __future__ import annotations

import os
import re
import shutil
import signal
import time
from collections.abc import Callable, Collection

from workbench.running.descendants import descendants

GRACE_SECONDS = 1.0
TRACKER_SECONDS = 3.0
GIVE_UP_SECONDS = 30.0
SHARED_MEMORY = "/dev/shm"  # noqa: S108 - where Linux keeps POSIX shared memory
OWNED = re.compile(r"(?:sem\.loky-|loky-|joblib_memmapping_folder_)(\d+)[-_]")


def reap(root: int, collect: Callable[[], bool], at_once: bool = False) -> tuple[str, ...]:
    """End every descendant of `root`; returns the command lines of those that had to be killed.

    `collect` waits for ended children, so that none stays as a zombie, and says whether any child is left:
    a subreaper without children has no descendants, which saves looking for them. What is on its way out
    gets GRACE_SECONDS unless `at_once`. Resource trackers go last: they remove what the others held.
    """
    if not at_once:
        _wait_until_gone(root, collect, GRACE_SECONDS)
    killed: dict[int, str] = {}
    _kill_until_gone(root, collect, killed, trackers=False)
    _wait_until_gone(root, collect, TRACKER_SECONDS)
    _kill_until_gone(root, collect, killed, trackers=True)
    return tuple(killed[pid] for pid in sorted(killed))


def _wait_until_gone(root: int, collect: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    pause = 0.001
    while collect() and descendants(root) and time.monotonic() < deadline:
        time.sleep(pause)
        pause = min(pause * 2, 0.05)


def _kill_until_gone(root: int, collect: Callable[[], bool], killed: dict[int, str], trackers: bool) -> None:
    deadline = time.monotonic() + GIVE_UP_SECONDS
    while collect() and time.monotonic() < deadline:
        targets = [process for process in descendants(root) if trackers or not process.is_resource_tracker]
        if not targets:
            return
        for process in targets:
            killed.setdefault(process.pid, process.command[:200])
            try:
                os.kill(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        time.sleep(0.002)


def reap_orphans(mark: str) -> None:
    """Kill the descendants of this process that have `mark` in their environment, and wait for those it inherited.

    For when the launcher died: its trial then falls to us, among children that are none of our business.
    """
    for process in descendants(os.getpid()):
        try:
            with open(f"/proc/{process.pid}/environ", "rb") as environment:
                ours = mark.encode() in environment.read()
            if ours:
                os.kill(process.pid, signal.SIGKILL)
                os.waitpid(process.pid, 0)
        except (OSError, ChildProcessError):
            continue


def shared_memory_names() -> frozenset[str]:
    """What is in shared memory now; nothing where the system has no such folder."""
    try:
        return frozenset(os.listdir(SHARED_MEMORY))
    except OSError:
        return frozenset()


def remove_shared_memory(before: Collection[str], pids: Collection[int]) -> tuple[str, ...]:
    """Remove what came since `before` and carries the number of one of `pids`, which are all dead; the paths removed.

    loky and joblib put their process's number into the name. What carries none may belong to any program of
    the machine, and is left to the resource tracker that knows it.
    """
    new = [name for name in shared_memory_names() - frozenset(before) if _owner(name) in pids]
    paths = [os.path.join(SHARED_MEMORY, name) for name in sorted(new)]
    for path in paths:
        shutil.rmtree(path, ignore_errors=True) if os.path.isdir(path) else os.unlink(path)
    return tuple(paths)


def _owner(name: str) -> int:
    """The process number in a name such as `sem.loky-4711-x8f3` or `joblib_memmapping_folder_4711_a1`; -1: none."""
    found = OWNED.match(name)
    return -1 if found is None else int(found.group(1))
