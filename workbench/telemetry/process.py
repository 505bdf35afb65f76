"""One process of a watched tree, read through descriptors that stay open.

A kept descriptor is bound to the process, not to its number: after the process is gone it answers ESRCH, even
when the number is another's by then.
"""

from __future__ import annotations

import os
from typing import Dict, Optional, Tuple

from workbench.telemetry.kernel.procfs import PAGE_BYTES, TICKS_PER_SECOND, ProcessStat, parse_stat, parse_statm

READ_BYTES = 16384


class Descriptors:
    """How many descriptors a tree may still keep open. Beyond that every read opens and closes its file."""

    def __init__(self, most: int) -> None:
        self.left = most

    def take(self) -> bool:
        """Whether one more may be kept; it is counted then."""
        if self.left <= 0:
            return False
        self.left -= 1
        return True

    def give_back(self, count: int) -> None:
        """So many were closed."""
        self.left += count


class ProcProcess:
    """See workbench.contracts.ObservedProcess. `ended`: a zombie, whose CPU time still counts but whose memory is gone.

    `parent_pid` is as of the last refresh that saw it move.
    """

    def __init__(self, pid: int, proc: str, line: bytes, descriptors: Descriptors) -> None:
        self.pid = pid
        self._folder = "%s/%d/" % (proc, pid)
        self._budget = descriptors
        self._kept: Dict[str, int] = {}
        self._line = line
        self._memory_line = b""
        self._pages: Optional[Tuple[int, int]] = None
        stat = parse_stat(line)
        self.started = stat.started
        self._take(stat)

    @classmethod
    def find(cls, pid: int, proc: str, descriptors: Descriptors) -> Optional[ProcProcess]:
        """The process of that number, or None where there is none or nobody may know."""
        line = read_once("%s/%d/stat" % (proc, pid))
        return cls(pid, proc, line, descriptors) if line else None

    def refresh(self) -> bool:
        """Read the figures anew; False when the process is no more (reaped)."""
        return self.reread() is not None

    def reread(self) -> Optional[bool]:
        """Read the figures anew: whether anything moved; None when the process is no more (reaped).

        A line that is the same to the byte says that there was no page fault and no tick of CPU time, so memory
        is as it was, too: an idle process costs one read (3.3 µs).
        """
        line = self._read("stat")
        if line == self._line:
            return False
        if not line:
            return None
        stat = parse_stat(line)
        if stat.started != self.started:
            return None
        self._line = line
        self._take(stat)
        return True

    def glance(self) -> Optional[bool]:
        """The same, for a third of the cost where memory is as it was: CPU time and threads are then not looked at."""
        line = self._read("statm")
        if line == self._memory_line:
            return False
        moved = self.reread()
        if moved is not None and line and not self.ended:
            self._pages = _bytes_of(line)
            # A process on its way out has let go of its memory before it says so: it must be asked again.
            self._memory_line = line if self._pages[0] else b""
        return moved

    def name(self) -> bytes:
        """The name it goes by (comm, proc_pid_comm(5)), as of the last refresh."""
        return self._line[self._line.find(b"(") + 1 : self._line.rfind(b")")]

    def resident_bytes(self) -> int:
        """Resident set size, read once a tick from statm: since Linux 6.17 it is exact, the one in `stat` is not."""
        pages = self._pages
        return (self._read_pages() if pages is None else pages)[0]

    def anonymous_bytes(self) -> int:
        """See workbench.contracts.ObservedProcess."""
        pages = self._pages
        return (self._read_pages() if pages is None else pages)[1]

    def read(self, name: str, keep: bool = True) -> bytes:
        """See workbench.contracts.ObservedProcess. `stat` is of the last refresh: it isn't read twice a tick."""
        return self._line if name == "stat" else self._read(name, keep)

    def close(self) -> None:
        """Let go of the descriptors."""
        for descriptor in self._kept.values():
            os.close(descriptor)
        self._budget.give_back(len(self._kept))
        self._kept = {}

    def _read(self, name: str, keep: bool = True) -> bytes:
        try:
            descriptor = self._kept.get(name)
            if descriptor is not None:
                return os.pread(descriptor, READ_BYTES, 0)
            return self._open_and_read(name, keep)
        except (FileNotFoundError, ProcessLookupError):
            return b""
        except PermissionError:
            if self._has_gone():
                return b""
            raise

    def _open_and_read(self, name: str, keep: bool) -> bytes:
        descriptor = os.open(self._folder + name, os.O_RDONLY | os.O_CLOEXEC)
        keep = keep and self._budget.take()
        if keep:
            self._kept[name] = descriptor
        try:
            return os.pread(descriptor, READ_BYTES, 0)
        finally:
            if not keep:
                os.close(descriptor)

    def _has_gone(self) -> bool:
        """Whether it has ended: a process on its way out is nobody's, and reading it may be forbidden meanwhile."""
        line = read_once(self._folder + "stat")
        return not line or parse_stat(line).ended

    def _read_pages(self) -> Tuple[int, int]:
        self._memory_line = self._read("statm")
        self._pages = _bytes_of(self._memory_line)
        return self._pages

    def _take(self, stat: ProcessStat) -> None:
        self._pages = None
        self.parent_pid = stat.parent_pid
        self.ended = stat.ended
        self.threads = stat.threads
        self.user_seconds = stat.user_ticks / TICKS_PER_SECOND
        self.system_seconds = stat.system_ticks / TICKS_PER_SECOND
        self.reaped_user_seconds = stat.reaped_user_ticks / TICKS_PER_SECOND
        self.reaped_system_seconds = stat.reaped_system_ticks / TICKS_PER_SECOND
        self.reaped_faults = stat.reaped_faults


def _bytes_of(statm: bytes) -> Tuple[int, int]:
    """(resident, anonymous) bytes; of a process that has gone, none."""
    resident, shared = parse_statm(statm) if statm else (0, 0)
    return resident * PAGE_BYTES, (resident - shared) * PAGE_BYTES


def read_stat(pid: int, proc: str) -> Optional[ProcessStat]:
    """The parsed /proc/PID/stat, or None where there is no such process, or none that may be seen."""
    line = read_once("%s/%d/stat" % (proc, pid))
    return parse_stat(line) if line else None


def read_once(path: str) -> bytes:
    """The start of a process's file; empty where it has gone or may not be seen."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return b""
    try:
        return os.read(descriptor, READ_BYTES)
    except (ProcessLookupError, PermissionError):
        return b""
    finally:
        os.close(descriptor)
