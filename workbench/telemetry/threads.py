"""Two counters of every thread of a tree, read through descriptors that stay open."""

from __future__ import annotations

import os
from typing import Callable, Dict, Iterable, Iterator, List, NamedTuple, Optional, Sequence, Tuple

from workbench.contracts import ObservedProcess
from workbench.telemetry.process import READ_BYTES

Pair = Tuple[int, int]
ProcessKey = Tuple[int, int]
"""(pid, start time)."""
MOST_KEPT = 4096
"""Descriptors that one reader keeps, at most a quarter of what it may; the files of further threads are opened anew
each time."""


class Advance(NamedTuple):
    """By how much a thread's counters rose since its last reading. `thread` is one number for one thread's life."""

    process: ProcessKey
    thread: int
    is_main: bool
    first: int
    second: int


class Thread:
    """One thread's file. A kept descriptor is bound to the thread, not to its number."""

    __slots__ = ("descriptor", "last", "path", "serial", "tid")

    def __init__(self, path: str, tid: int, serial: int, keep: bool) -> None:
        self.path = path
        self.tid = tid
        self.serial = serial
        self.last: Pair = (0, 0)
        self.descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC) if keep else None

    def read(self) -> bytes:
        """Empty where the thread has ended."""
        try:
            if self.descriptor is not None:
                return os.pread(self.descriptor, READ_BYTES, 0)
            with open(self.path, "rb", buffering=0) as file:
                return file.read(READ_BYTES)
        except (FileNotFoundError, ProcessLookupError):
            return b""

    def close(self) -> None:
        """Let go of the descriptor."""
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None


class ThreadCounters:
    """`/proc/PID/task/*/NAME`, parsed to two counters. A thread that is seen first counts from its beginning.

    What a thread did between its last reading and its end is lost, and so is one that came and went between two.
    """

    def __init__(self, proc: str, name: str, parse: Callable[[bytes], Pair], most_kept: Optional[int] = None) -> None:
        self._proc = proc
        self._name = name
        self._parse = parse
        self._free = min(MOST_KEPT, _descriptor_limit() // 4) if most_kept is None else most_kept
        self._serial = 0
        self._known: Dict[ProcessKey, Dict[int, Thread]] = {}

    def advance(self, processes: Sequence[ObservedProcess]) -> Iterator[Advance]:
        """Read all threads of these processes; threads of others are forgotten. Raises OSError or ValueError."""
        living = {(process.pid, process.started): process for process in processes}
        for key in [key for key in self._known if key not in living]:
            self._drop(self._known.pop(key).values())
        for key, process in living.items():
            yield from self._advance_one(key, self._known.setdefault(key, {}), process.threads)

    def close(self) -> None:
        """Let go of every descriptor."""
        for threads in self._known.values():
            self._drop(threads.values())
        self._known = {}

    def _advance_one(self, key: ProcessKey, threads: Dict[int, Thread], expected: int) -> Iterator[Advance]:
        """The list of threads is only read anew when those that are left are not as many as there should be."""
        ended = []
        for thread in threads.values():
            data = thread.read()
            if data:
                yield self._step(key, thread, data)
            else:
                ended.append(thread)
        for thread in ended:
            del threads[thread.tid]
        self._drop(ended)
        if len(threads) != expected:
            for thread in self._find(key, threads):
                data = thread.read()
                if data:
                    yield self._step(key, thread, data)

    def _find(self, key: ProcessKey, threads: Dict[int, Thread]) -> List[Thread]:
        folder = "%s/%d/task/" % (self._proc, key[0])
        found = []
        for tid in map(int, _listed(folder)):
            if tid in threads:
                continue
            try:
                threads[tid] = self._open("%s%d/%s" % (folder, tid, self._name), tid)
            except (FileNotFoundError, ProcessLookupError):
                continue  # it has just ended
            found.append(threads[tid])
        return found

    def _open(self, path: str, tid: int) -> Thread:
        thread = Thread(path, tid, self._serial, keep=self._free > 0)
        self._serial += 1
        self._free -= thread.descriptor is not None
        return thread

    def _step(self, key: ProcessKey, thread: Thread, data: bytes) -> Advance:
        before, now = thread.last, self._parse(data)
        thread.last = now
        return Advance(key, thread.serial, thread.tid == key[0], max(0, now[0] - before[0]), max(0, now[1] - before[1]))

    def _drop(self, threads: Iterable[Thread]) -> None:
        for thread in threads:
            self._free += thread.descriptor is not None
            thread.close()


def _listed(folder: str) -> List[str]:
    try:
        return os.listdir(folder)
    except (FileNotFoundError, ProcessLookupError):
        return []


def _descriptor_limit() -> int:
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_KEPT * 4 if soft == resource.RLIM_INFINITY else soft
