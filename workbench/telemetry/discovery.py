"""Finding the processes of a tree, which is what costs: so it is done only when something was started.

The kernel hands out numbers one after the other, so the newcomers are among the few that it has handed out since
the last tick. When these are too many to ask one by one, and now and then for safety, the tree is searched: either by
following /proc/PID/task/TID/children (kernels with CONFIG_PROC_CHILDREN), which costs by the tree's threads, or
by a pass over /proc, which costs by the machine's processes; whichever costs less now.
"""

from __future__ import annotations

import os
from typing import Dict, Iterable, List, Mapping, Sequence, Set, Tuple

from workbench.telemetry.kernel.pid_cursor import PidCursor
from workbench.telemetry.kernel.procfs import is_thread, parse_children, parse_stat
from workbench.telemetry.process import read_once, read_stat

RECHECK_SECONDS = 5.0
FULL_PASS_SECONDS = 5.0
MOST_NUMBERS = 64
"""More newcomers than this are searched for: asking for one number costs as much as reading one thread's `children`."""
WALK_COST_RATIO = 6
"""What reading one thread's `children` costs, in entries of a pass over /proc (measured: 7 µs to 1.2 µs)."""


class Discovery:
    """The pids that belong to a tree: those given, and all who descend from them."""

    def __init__(self, proc: str) -> None:
        self._proc = proc
        self._cursor = PidCursor(proc)
        self._can_walk = os.path.exists("%s/%d/task/%d/children" % (proc, os.getpid(), os.getpid()))
        self._strangers: Set[int] = set()
        self._numbers: Sequence[int] = ()
        self._absent: Set[int] = set()
        self._searched_at = float("-inf")
        self._searching = True
        self._unsettled = True
        self._full_pass_at = 0.0

    def needed(self, now: float) -> bool:
        """Whether a process may have been added since the last call.

        A process gets its number a moment before it can be seen, so the tick after looks again.
        """
        handed_out = self._cursor.advance()
        unsettled, self._unsettled = self._unsettled, handed_out is None or len(handed_out) > MOST_NUMBERS
        self._numbers = () if handed_out is None or self._unsettled else handed_out
        self._searching = unsettled or self._unsettled or now - self._searched_at >= RECHECK_SECONDS
        return self._searching or bool(self._numbers) or bool(self._absent)

    def find(self, members: Mapping[int, int], now: float) -> List[int]:
        """Descendants of `members` (pid → threads) that are not among them."""
        found = self._ask_numbers(members)
        if self._searching:
            self._searched_at = now
            found += self.search({**members, **dict.fromkeys(found, 1)}, now)
        return found

    def search(self, members: Mapping[int, int], now: float) -> List[int]:
        """The same, wherever they hide."""
        threads = sum(members.values())
        if self._can_walk and threads * WALK_COST_RATIO <= self._cursor.machine_threads():
            return self._walk(members)
        return self._pass(members, now)

    def close(self) -> None:
        """Let go of descriptors."""
        self._cursor.close()

    def _ask_numbers(self, members: Iterable[int]) -> List[int]:
        """Those of the numbers just handed out that belong here; one that isn't there yet is asked once more."""
        parents, absent = {}, set()
        for number in {*self._absent, *self._numbers}:
            line = read_once("%s/%d/stat" % (self._proc, number))
            if not line:
                absent.add(number)
            elif not is_thread(line):
                parents[number] = parse_stat(line).parent_pid
        self._absent = absent - self._absent
        known = set(members)
        return [pid for pid in _split(parents, known, set())[0] if pid not in known]

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
    except (FileNotFoundError, ProcessLookupError, PermissionError):
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
