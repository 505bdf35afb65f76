"""The peaks of this process and of those below it while `measure` ran, told from inside the trial.

The sampler hears of a phase a millisecond late: a reset by it would forget what a process had in that time. So
the child resets the marks itself, right before the first `measure` begins, and reads them right after the last.
"""

from __future__ import annotations

import os
from typing import Dict, Iterator, List, NamedTuple, Optional, Tuple

Key = Tuple[int, bytes]
"""A pid and its start time: together they tell a process from a later one of its number."""


class _Children(NamedTuple):
    """What the kernel says of the children that were waited for, and those that they waited for (getrusage(2))."""

    largest_bytes: int
    faults: int


class MeasuredPeaks:
    """Marks are VmHWM of /proc/PID/status, reset by writing 5 to clear_refs (Linux 4.0, proc_pid_clear_refs(5)).

    The reset forgets, so the marks before it are told too. It needs no rights over one's own processes. A mark that
    could not be reset is told only where it rose later. Where there is no /proc nothing is told.
    """

    def __init__(self, proc: str = "/proc") -> None:
        self._proc = proc
        self._here = os.path.exists("%s/%d/status" % (proc, os.getpid()))
        self._before: Dict[Key, int] = {}
        self._reset: Dict[Key, bool] = {}
        self._own_before = 0
        self._highest_before = 0
        self._children = _Children(0, 0)

    def begin(self) -> Dict[str, int]:
        """Reset all marks. `before_bytes`: the largest of any one process until now, ended ones that were waited
        for included."""
        if not self._here:
            return {}
        self._children = _children()
        self._before = self._marks()
        self._own_before = self._own()
        self._reset = {key: self._forget(key[0]) for key in self._before}
        self._highest_before = max([self._children.largest_bytes, *self._before.values()])
        return {"before_bytes": self._highest_before}

    def end(self) -> Dict[str, int]:
        """`own_bytes`: this process's mark. `process_bytes`: the largest that a living process reached since
        `begin`. `child_bytes`: the same of those that ended and were waited for.
        `alone`: 1 where no other process was below this one at either time, and none was waited for in between.
        """
        if not self._here:
            return {}
        marks, children = self._marks(), _children()
        reached = [mark for key, mark in marks.items() if self._reset.get(key, True) or mark > self._before[key]]
        told = {"own_bytes": self._own(), "alone": int(self._alone(marks, children))}
        if reached:
            told["process_bytes"] = max(reached)
        if self._reached_by_a_child(marks, children):
            told["child_bytes"] = children.largest_bytes
        return told

    def whole(self) -> Dict[str, int]:
        """`peak_resident_bytes`: this process's peak from its start until now, resets or not.

        Not told once a child was waited for: the peak of the trial may then be another's.
        """
        if not self._here or _children().faults:
            return {}
        return {"peak_resident_bytes": max(self._own_before, self._own())}

    def _alone(self, marks: Dict[Key, int], children: _Children) -> bool:
        return len(self._before) == len(marks) == 1 and children.faults == self._children.faults

    def _reached_by_a_child(self, marks: Dict[Key, int], children: _Children) -> bool:
        """Whether the largest of the waited-for reached its peak since `begin`.

        It was not waited for before. It was there before only if one of those that were has gone; even then
        a peak above all earlier ones is new. (`ru_maxrss` is inherited at exec from whoever forked, but that one's mark
        was reset too.)
        """
        if children.largest_bytes <= self._children.largest_bytes:
            return False
        return all(key in marks for key in self._before) or children.largest_bytes > self._highest_before

    def _own(self) -> int:
        return self._mark(os.getpid()) or 0

    def _marks(self) -> Dict[Key, int]:
        """Of this process and all below it."""
        found = {}
        for pid in [os.getpid(), *self._descendants()]:
            mark, key = self._mark(pid), self._key(pid)
            if mark is not None and key is not None:
                found[key] = mark
        return found

    def _descendants(self) -> Iterator[int]:
        frontier = [os.getpid()]
        while frontier:
            children = self._children_of(frontier.pop())
            frontier += children
            yield from children

    def _children_of(self, pid: int) -> List[int]:
        """Through `children` (CONFIG_PROC_CHILDREN), else by asking every process for its parent."""
        tasks = "%s/%d/task" % (self._proc, pid)
        try:
            threads = os.listdir(tasks)
        except OSError:
            return []
        if not os.path.exists("%s/%d/task/%d/children" % (self._proc, os.getpid(), os.getpid())):
            return [other for other in self._everyone() if self._parent(other) == pid]
        return [int(child) for thread in threads for child in self._read(tasks + "/" + thread + "/children").split()]

    def _everyone(self) -> List[int]:
        return [int(name) for name in os.listdir(self._proc) if name.isdigit()]

    def _parent(self, pid: int) -> Optional[int]:
        fields = self._stat(pid)
        return int(fields[1]) if fields else None

    def _key(self, pid: int) -> Optional[Key]:
        fields = self._stat(pid)
        return (pid, fields[19]) if fields else None

    def _stat(self, pid: int) -> List[bytes]:
        """The fields of /proc/PID/stat that follow the name, whose end is the last closing parenthesis."""
        return self._read("%s/%d/stat" % (self._proc, pid)).rpartition(b")")[2].split()

    def _mark(self, pid: int) -> Optional[int]:
        _, found, rest = self._read("%s/%d/status" % (self._proc, pid)).rpartition(b"\nVmHWM:")
        return int(rest.split(None, 1)[0]) * 1024 if found else None

    def _forget(self, pid: int) -> bool:
        """Never writes 1: that would clear the pages' referenced bits and with them what the kernel keeps in memory."""
        try:
            descriptor = os.open("%s/%d/clear_refs" % (self._proc, pid), os.O_WRONLY | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            return os.write(descriptor, b"5") == 1
        except OSError:
            return False
        finally:
            os.close(descriptor)

    def _read(self, path: str) -> bytes:
        """Empty for a process that has gone."""
        try:
            with open(path, "rb", buffering=0) as file:
                return file.readall()
        except OSError:
            return b""


def _children() -> _Children:
    import resource

    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return _Children(usage.ru_maxrss * 1024, usage.ru_minflt)
