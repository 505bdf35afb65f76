"""One process of a watched tree, read through descriptors that stay open.

A kept descriptor is bound to the process, not to its number: after the process is gone it answers ESRCH, even
when the number is another's by then.
"""

from __future__ import annotations

import os
from typing import Dict, Optional, Tuple

from workbench.telemetry.procfs import PAGE_BYTES, TICKS_PER_SECOND, ProcessStat, parse_stat, parse_statm

READ_BYTES = 16384


class ProcProcess:
    """See workbench.contracts.ObservedProcess. `ended`: a zombie, whose CPU time still counts but whose memory is gone.

    With `keeps` False every read opens and closes its file, for trees larger than the descriptor limit.
    """

    def __init__(self, pid: int, proc: str, stat: ProcessStat, keeps: bool = True) -> None:
        self.pid = pid
        self.started = stat.started
        self._folder = "%s/%d/" % (proc, pid)
        self._keeps = keeps
        self._descriptors: Dict[str, int] = {}
        self._line = b""
        self._statm: Optional[Tuple[int, int]] = None
        self._take(stat)

    @classmethod
    def find(cls, pid: int, proc: str, keeps: bool = True) -> Optional[ProcProcess]:
        """The process of that number, or None where there is none."""
        stat = read_stat(pid, proc)
        return None if stat is None else cls(pid, proc, stat, keeps)

    def refresh(self) -> bool:
        """Read the figures anew; False when the process is no more (reaped).

        A line that is the same to the byte says that there was no page fault and no tick of CPU time, so memory
        is as it was, too: an idle process costs one read.
        """
        data = self.read("stat")
        if data == self._line:
            return bool(data)
        self._line = data
        if not data:
            return False
        stat = parse_stat(data)
        if stat.started != self.started:
            return False
        self._take(stat)
        return True

    def resident_bytes(self) -> int:
        """Resident set size, read once a tick from statm: since Linux 6.17 it is exact, the one in `stat` is not."""
        return self._pages()[0] * PAGE_BYTES

    def anonymous_bytes(self) -> int:
        """See workbench.contracts.ObservedProcess."""
        resident, shared = self._pages()
        return (resident - shared) * PAGE_BYTES

    def read(self, name: str, keep: bool = True) -> bytes:
        """See workbench.contracts.ObservedProcess."""
        try:
            if not (keep and self._keeps):
                return _read_once(self._folder + name)
            descriptor = self._descriptors.get(name)
            if descriptor is None:
                descriptor = self._descriptors[name] = os.open(self._folder + name, os.O_RDONLY | os.O_CLOEXEC)
            return os.pread(descriptor, READ_BYTES, 0)
        except (FileNotFoundError, ProcessLookupError):
            return b""

    def close(self) -> None:
        """Let go of the descriptors."""
        for descriptor in self._descriptors.values():
            os.close(descriptor)
        self._descriptors = {}

    def _pages(self) -> Tuple[int, int]:
        if self._statm is None:
            data = self.read("statm")
            self._statm = parse_statm(data) if data else (0, 0)
        return self._statm

    def _take(self, stat: ProcessStat) -> None:
        self._statm = None
        self.ended = stat.ended
        self.threads = stat.threads
        self.user_seconds = stat.user_ticks / TICKS_PER_SECOND
        self.system_seconds = stat.system_ticks / TICKS_PER_SECOND
        self.reaped_user_seconds = stat.reaped_user_ticks / TICKS_PER_SECOND
        self.reaped_system_seconds = stat.reaped_system_ticks / TICKS_PER_SECOND
        self.reaped_faults = stat.reaped_faults


def read_stat(pid: int, proc: str) -> Optional[ProcessStat]:
    """The parsed /proc/PID/stat, or None where there is no such process."""
    try:
        data = _read_once("%s/%d/stat" % (proc, pid))
    except (FileNotFoundError, ProcessLookupError):
        return None
    return parse_stat(data) if data else None


def _read_once(path: str) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.read(descriptor, READ_BYTES)
    finally:
        os.close(descriptor)
