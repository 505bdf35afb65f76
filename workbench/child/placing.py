"""Every worker into a control group and on a CPU of its own, once the backend has brought the workers up.

The groups are made, and limited, by whoever started the trial; here processes are only moved. Until then everything
runs in the main process's group, which has the CPU time of all workers together.
"""

from __future__ import annotations

import contextlib
import os
from typing import Any, List, Mapping, Optional, Set

from workbench.child.descendants import with_descendants
from workbench.errors import WorkbenchError


class Placement:
    """`order` names the group and the CPU of the main process and of each worker; None: there is nothing to place.

    A backend without worker processes has the main process alone to work, which then keeps to its own share.
    """

    def __init__(self, order: Optional[Mapping[str, Any]], backend: Any) -> None:
        self._order = order
        self._backend = backend
        self._placed: List[int] = []

    def place(self) -> None:
        """Move the workers that are not where they belong. Raises WorkbenchError where their number is wrong."""
        if self._order is None or (self._placed and self._workers() == self._placed):
            return
        workers = self._workers()
        for pid, seat in zip(workers, self._order["workers"]):
            for each in with_descendants(pid):
                _move(each, seat["group"])
                _pin(each, seat["cpu"])
        main = self._order["main"]
        for each in _members(main["group"]):
            _pin(each, main["cpu"])
        for path, text in main["quota"]:
            _write(path, text)
        self._placed = workers

    def check(self) -> None:
        """Raise WorkbenchError where the workers are no longer those that were placed."""
        if self._order is not None and self._workers() != self._placed:
            raise WorkbenchError(
                "the backend replaced workers while it was measured, so they ran without their CPU limits",
                "raise `warmups`, so that it has done so before",
            )

    def _workers(self) -> List[int]:
        workers = list(self._backend.worker_pids())
        expected = 0 if self._backend.max_workers == 1 else self._backend.workers
        if len(workers) != expected:
            raise WorkbenchError(
                "cpu_limit_per_worker needs the processes of %d workers, and backend %s named %d"
                % (expected, self._backend.name, len(workers))
            )
        return workers


def _move(pid: int, group: str) -> None:
    """Move a process with all its threads. One that has ended meanwhile needs no place."""
    with contextlib.suppress(ProcessLookupError):
        _write(os.path.join(group, "cgroup.procs"), str(pid))


def _pin(pid: int, cpu: int) -> None:
    """Put every thread of a process on one CPU; those it starts later inherit that."""
    pinned: Set[int] = set()
    while True:
        fresh = _threads(pid) - pinned
        if not fresh:
            return
        for thread in fresh:
            with contextlib.suppress(ProcessLookupError):
                os.sched_setaffinity(thread, [cpu])
        pinned |= fresh


def _threads(pid: int) -> Set[int]:
    try:
        return {int(name) for name in os.listdir("/proc/%d/task" % pid)}
    except FileNotFoundError:
        return set()


def _members(group: str) -> List[int]:
    with open(os.path.join(group, "cgroup.procs"), encoding="ascii") as file:
        return [int(line) for line in file]


def _write(path: str, text: str) -> None:
    """In one piece: a buffered file may swallow the kernel's error."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(descriptor, text.encode("ascii"))
    finally:
        os.close(descriptor)
