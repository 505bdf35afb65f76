"""The watched tree where there is no /proc (macOS): the basics, through psutil.

Orphans that fell to another process are lost here, and only living processes' CPU time is known.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence, Tuple

from workbench.contracts import ObservedProcess


class PortableProcess:
    """See workbench.contracts.ObservedProcess."""

    def __init__(self, process: Any) -> None:
        self.pid: int = process.pid
        self.started = int(process.create_time() * 100)
        self.threads = 1
        self.user_seconds = 0.0
        self.system_seconds = 0.0
        self.reaped_user_seconds = 0.0
        self.reaped_system_seconds = 0.0
        self.reaped_faults = 0
        self._process = process
        self._resident_bytes = 0

    def refresh(self) -> bool:
        """Read the figures anew; False when the process has gone or is a zombie."""
        import psutil

        try:
            if self._process.status() == psutil.STATUS_ZOMBIE:
                return False
            times = self._process.cpu_times()
            self.threads = self._process.num_threads()
            self._resident_bytes = self._process.memory_info().rss
        except psutil.NoSuchProcess:
            return False
        except psutil.AccessDenied:
            return True
        self.user_seconds, self.system_seconds = times.user, times.system
        self.reaped_user_seconds = getattr(times, "children_user", 0.0)
        self.reaped_system_seconds = getattr(times, "children_system", 0.0)
        return True

    def name(self) -> bytes:
        """The name it goes by; empty where it has gone."""
        import psutil

        try:
            return str(self._process.name()).encode("utf-8", "replace")
        except psutil.Error:
            return b""

    def resident_bytes(self) -> int:
        """Resident set size at the last refresh."""
        return self._resident_bytes

    def anonymous_bytes(self) -> int:
        """Not told apart here."""
        return 0

    def read(self, name: str, keep: bool = True) -> bytes:  # noqa: ARG002 - the contract's
        """There are no such files here. Raises OSError."""
        raise OSError("needs /proc/PID/%s (Linux)" % name)


class PortableTree:
    """See workbench.contracts.ObservedTree. Read through psutil. `moved` as in ProcTree: it always may have."""

    def __init__(
        self, root_pid: int, launcher_pid: Optional[int] = None, workers: int = 1, beside: Sequence[int] = ()
    ) -> None:
        self.workers = workers
        self.processes: Sequence[ObservedProcess] = ()
        self.arrived: Sequence[ObservedProcess] = ()
        self.departed: Sequence[ObservedProcess] = ()
        self.launcher: Optional[ObservedProcess] = None
        self.user_seconds = 0.0
        self.system_seconds = 0.0
        self.moved = True
        self._roots = [root_pid, *beside] if launcher_pid is None else [root_pid, launcher_pid, *beside]
        self._launcher_pid = launcher_pid
        self._members: Dict[int, PortableProcess] = {}
        self._ended_seconds = [0.0, 0.0]

    def refresh(self, now: float, thorough: bool = True) -> None:  # noqa: ARG002 - the same call as the Linux tree's
        """Bring everything up to date."""
        self.arrived = self._admit()
        departed: List[ObservedProcess] = []
        for pid, process in list(self._members.items()):
            if not process.refresh():
                departed.append(self._members.pop(pid))
                self._ended_seconds[0] += process.user_seconds
                self._ended_seconds[1] += process.system_seconds
        self.departed = departed
        self.processes = tuple(self._members.values())
        self.user_seconds = self._ended_seconds[0] + sum(process.user_seconds for process in self.processes)
        self.system_seconds = self._ended_seconds[1] + sum(process.system_seconds for process in self.processes)

    def identity(self, pid: int) -> Tuple[int, bytes]:
        """When the process of that number started, and the name it goes by now; of one that isn't known, nothing."""
        process = self._members.get(pid)
        return (0, b"") if process is None else (process.started, process.name())

    def close(self) -> None:
        """Nothing is held open here."""

    def _admit(self) -> List[ObservedProcess]:
        import psutil

        arrived: List[ObservedProcess] = []
        for pid in self._roots + list(self._members):
            try:
                top = psutil.Process(pid)
                family = [top, *top.children(recursive=True)]
                found = [PortableProcess(one) for one in family if one.pid not in self._members]
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
            for process in found:
                if process.pid != self._launcher_pid and process.pid not in self._members:
                    self._members[process.pid] = process
                    arrived.append(process)
        return arrived
