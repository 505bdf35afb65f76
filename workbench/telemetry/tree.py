"""The watched tree on Linux: who belongs to it now, who came, who went, and what CPU time it has used."""

from __future__ import annotations

import os
from typing import Dict, List, Optional, Sequence, Tuple

from workbench.contracts import ObservedProcess
from workbench.telemetry.discovery import Discovery
from workbench.telemetry.process import Descriptors, ProcProcess

FEW_PROCESSES = 16
"""In a larger tree a tick looks at everybody's memory, and at the CPU time of those only for whom it moved."""
THOROUGH_SECONDS = 0.5
"""So often it looks at everybody's CPU time, threads and faults, and whenever it is asked to."""
DESCRIPTOR_SHARE = 4
"""Of the descriptors that this process may have, every fourth is the tree's; probes keep files of their own."""


class ProcTree:
    """See workbench.contracts.ObservedTree. Read from /proc.

    The tree is `root_pid` and its descendants; with a launcher (a child subreaper, prctl(2)) all descendants of
    the launcher but itself, so that daemonised orphans stay in. Once a member, always a member. `moved`: something
    is not as it was at the last refresh. `beside` are further roots; where they are all `standing`, times count from
    the first refresh on.
    """

    def __init__(
        self,
        root_pid: int,
        launcher_pid: Optional[int] = None,
        proc: str = "/proc",
        workers: int = 1,
        beside: Sequence[int] = (),
        standing: bool = False,
    ) -> None:
        self.workers = workers
        self.processes: Sequence[ObservedProcess] = ()
        self.arrived: Sequence[ObservedProcess] = ()
        self.departed: Sequence[ObservedProcess] = ()
        self.launcher: Optional[ObservedProcess] = None
        self.user_seconds = 0.0
        self.system_seconds = 0.0
        self.moved = True
        self._thorough_at = float("-inf")
        self._proc = proc
        self._discovery = Discovery(proc)
        self._descriptors = Descriptors(_descriptor_limit() // DESCRIPTOR_SHARE)
        self._members: Dict[int, ProcProcess] = {}
        self._ended: Dict[int, ProcProcess] = {}
        self._launcher = self._find(launcher_pid) if launcher_pid is not None else None
        self.launcher = self._launcher
        self._reaped_before = _reaped(self._launcher)
        self._awaited: Sequence[int] = (root_pid, *beside)
        self._used_before: Optional[Tuple[float, float]] = None if standing else (0.0, 0.0)

    def refresh(self, now: float, thorough: bool = True) -> None:
        """Bring everything up to date; `now` in CLOCK_MONOTONIC seconds. If not `thorough`, what is dear may wait."""
        searching = self._discovery.needed(now)
        thorough = thorough or len(self._members) <= FEW_PROCESSES or now - self._thorough_at >= THOROUGH_SECONDS
        if thorough:
            self._thorough_at = now
        moved, departed = self._reread(thorough)
        arrived = self._admit(self._find_roots(), departed)
        if searching:
            arrived += self._admit(self._search(now), departed)
        self.arrived, self.departed = arrived, departed
        if arrived or departed:
            self.processes = tuple(self._members.values())
        self.moved = bool(moved or arrived or departed)
        if self.moved:
            self._add_up()

    def identity(self, pid: int) -> Tuple[int, bytes]:
        """When the process of that number started, and the name it goes by now; of one that isn't known, nothing."""
        process = self._members.get(pid)
        return (0, b"") if process is None else (process.started, process.name())

    def close(self) -> None:
        """Let go of every descriptor."""
        for process in list(self._members.values()) + list(self._ended.values()):
            process.close()
        if self._launcher is not None:
            self._launcher.close()
        self._discovery.close()

    def _reread(self, thorough: bool) -> Tuple[bool, List[ObservedProcess]]:
        """Whether any figure moved, and who has departed."""
        any_moved, changed = False, []
        for process in self._members.values():
            moved = process.reread() if thorough else process.glance()
            if moved is None or moved:
                any_moved = True
                if moved is None or process.ended:
                    changed.append((process, moved))
        departed: List[ObservedProcess] = []
        for process, moved in changed:
            departed.append(self._members.pop(process.pid))
            if moved is None:
                process.close()
            else:
                self._ended[process.pid] = process
        if self._ended:
            any_moved = self._reread_ended() or any_moved
        if self._launcher is not None and self._launcher.reread():
            any_moved = True
        return any_moved, departed

    def _reread_ended(self) -> bool:
        gone = [process for process in self._ended.values() if process.reread() is None]
        for process in gone:
            self._ended.pop(process.pid).close()
        return bool(gone)

    def _find(self, pid: int) -> Optional[ProcProcess]:
        return ProcProcess.find(pid, self._proc, self._descriptors)

    def _search(self, now: float) -> List[ProcProcess]:
        known = {pid: process.threads for pid, process in self._members.items()}
        known.update((pid, 1) for pid in self._ended)
        if self._launcher is not None:
            known[self._launcher.pid] = self._launcher.threads
        found = map(self._find, self._discovery.find(known, now))
        return [process for process in found if process is not None]

    def _find_roots(self) -> List[ProcProcess]:
        awaited, self._awaited = self._awaited, ()
        return [root for root in map(self._find, awaited) if root is not None]

    def _admit(self, found: Sequence[ProcProcess], departed: List[ObservedProcess]) -> List[ObservedProcess]:
        """Those who arrived. One that is already a zombie came and went since the last tick: it has departed."""
        arrived: List[ObservedProcess] = []
        for process in found:
            if process.pid in self._members or process.pid in self._ended:
                continue
            (self._ended if process.ended else self._members)[process.pid] = process
            (departed if process.ended else arrived).append(process)
        return arrived

    def _add_up(self) -> None:
        """A process's time moves to its parent's `reaped` time when it is waited for: the sum counts it once.

        Between a death that nobody waits for and the end it may fall, so the largest sum stands.
        """
        user, system = _reaped(self._launcher)
        user, system = user - self._reaped_before[0], system - self._reaped_before[1]
        for processes in (self._members, self._ended):
            for process in processes.values():
                user += process.user_seconds + process.reaped_user_seconds
                system += process.system_seconds + process.reaped_system_seconds
        if self._used_before is None:
            self._used_before = (user, system)
        self.user_seconds = max(self.user_seconds, user - self._used_before[0])
        self.system_seconds = max(self.system_seconds, system - self._used_before[1])


def _reaped(process: Optional[ProcProcess]) -> Sequence[float]:
    return (0.0, 0.0) if process is None else (process.reaped_user_seconds, process.reaped_system_seconds)


def _descriptor_limit() -> int:
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return os.sysconf("SC_OPEN_MAX") if soft == resource.RLIM_INFINITY else soft
