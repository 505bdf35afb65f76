"""Finding the processes of a tree, which is what costs: so it is done only when something was started.

Two ways, whichever costs less now: following /proc/PID/task/TID/children (kernels with CONFIG_PROC_CHILDREN)
costs by the tree's threads; a pass over /proc costs by the machine's processes.
"""

from __future__ import annotations

import os
import threading
from typing import Dict, Iterable, List, Mapping, Optional, Set, Tuple

from workbench.telemetry.process import read_stat
from workbench.telemetry.procfs import parse_children, parse_loadavg

RECHECK_SECONDS = 1.0
FULL_PASS_SECONDS = 5.0
WALK_COST_RATIO = 6
"""What reading one thread's `children` costs, in entries of a pass over /proc (measured: 7 µs to 1.2 µs)."""


class PidCursor:
    """Whether the kernel has handed out a process or thread number since it was last asked.

    The last field of /proc/loadavg is the number handed out last (proc_loadavg(5)): while it stands still nothing
    was started. Containers may show an imitation of the file, so it is believed only if it moved for a thread
    of our own.
    """

    def __init__(self, proc: str) -> None:
        self._descriptor: Optional[int] = None
        self._last = 0
        self.machine_threads = 0
        try:
            self._descriptor = os.open(proc + "/loadavg", os.O_RDONLY | os.O_CLOEXEC)
            self._read()
            own = threading.Thread(target=int)
            own.start()
            own.join()
            self.trusted = self._read()
        except (OSError, ValueError):
            self.trusted = False

    def moved(self) -> bool:
        """Whether something may have been started since the last call."""
        return not self.trusted or self._read()

    def close(self) -> None:
        """Let go of the descriptor."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _read(self) -> bool:
        before = self._last
        self.machine_threads, self._last = parse_loadavg(os.pread(self._descriptor or 0, 256, 0))
        return self._last != before


class Discovery:
    """The pids that belong to a tree: those given, and all who descend from them."""

    def __init__(self, proc: str) -> None:
        self._proc = proc
        self._cursor = PidCursor(proc)
        self._can_walk = os.path.exists("%s/%d/task/%d/children" % (proc, os.getpid(), os.getpid()))
        self._strangers: Set[int] = set()
        self._settled_at: Optional[float] = None
        self._full_pass_at = 0.0
        self._unsettled = True

    def needed(self, now: float) -> bool:
        """Whether a process may have been added since the last search.

        A process gets its number a moment before its parent lists it, so the tick after a change looks again.
        """
        moved = self._cursor.moved()
        due = self._settled_at is None or now - self._settled_at >= RECHECK_SECONDS
        needed = moved or self._unsettled or due
        self._unsettled = moved
        if needed:
            self._settled_at = now
        return needed

    def find(self, members: Mapping[int, int], now: float) -> List[int]:
        """Descendants of `members` (pid → threads) that are not among them."""
        threads = sum(members.values())
        if self._can_walk and threads * WALK_COST_RATIO <= self._cursor.machine_threads:
            return self._walk(members)
        return self._pass(members, now)

    def close(self) -> None:
        """Let go of descriptors."""
        self._cursor.close()

    def _walk(self, members: Iterable[int]) -> List[int]:
        seen = set(members)
        frontier, found = list(seen), []
        while frontier:
            for child in _children(self._proc, frontier.pop()):
                if child not in seen:
                    seen.add(child)
                    found.append(child)
                    frontier.append(child)
        return found

    def _pass(self, members: Iterable[int], now: float) -> List[int]:
        """One look at every process that isn't known yet to be a stranger.

        A stranger never joins: only descendants of the tree are handed to the launcher as orphans. Numbers
        are used again, though, so every few seconds all are asked afresh.
        """
        listed = {int(name) for name in os.listdir(self._proc) if name.isdigit()}
        if now - self._full_pass_at >= FULL_PASS_SECONDS:
            self._full_pass_at = now
            self._strangers = set()
        self._strangers &= listed
        unknown = listed - self._strangers - set(members)
        parents = dict(self._parents(unknown))
        found, strangers = _split(parents, set(members), self._strangers)
        self._strangers |= strangers
        return found

    def _parents(self, pids: Iterable[int]) -> Iterable[Tuple[int, int]]:
        for pid in pids:
            stat = read_stat(pid, self._proc)
            if stat is not None:
                yield pid, stat.parent_pid


def _children(proc: str, pid: int) -> List[int]:
    found = []
    try:
        for thread in os.listdir("%s/%d/task" % (proc, pid)):
            with open("%s/%d/task/%s/children" % (proc, pid, thread), "rb", buffering=0) as file:
                found += parse_children(file.readall())
    except (FileNotFoundError, ProcessLookupError):
        pass  # it ended meanwhile: its children are now the launcher's, which is asked at the next tick
    return found


def _split(parents: Dict[int, int], members: Set[int], strangers: Set[int]) -> Tuple[List[int], Set[int]]:
    """(who descends from members, who certainly doesn't); one whose ancestor has just vanished is in neither."""
    found: List[int] = []
    certain: Set[int] = set()
    for pid, parent in parents.items():
        chain, ancestor = [pid], parent
        while ancestor in parents and ancestor not in members and ancestor not in chain:
            chain.append(ancestor)
            ancestor = parents[ancestor]
        if ancestor in members:
            found += [link for link in chain if link not in found]
        elif ancestor == 0 or ancestor in strangers:
            certain.update(chain)
    return found, certain
