"""How evenly work was spread over those who did it."""

from __future__ import annotations

from typing import Dict, Hashable, List, Mapping, Optional, Set, Tuple, TypeVar

WORKED_RATIO = 0.05
"""Who ran for this share of the time or more has worked."""
SEEN_RATIO = 0.8
"""Of the tree's CPU time, what must have been seen for the rest not to change the picture."""
TICK_SECONDS = 0.01

ProcessKey = Tuple[int, int]
Executor = TypeVar("Executor", bound=Hashable)


class Work:
    """CPU seconds that threads and processes used in `seconds` of measured time.

    `tree_seconds` is what the whole tree used, by the kernel's own account of the tree. `process_seconds` holds
    what the kernel says of a process as a whole, in ticks; it knows threads that were not seen.
    """

    def __init__(self) -> None:
        self.seconds = 0.0
        self.tree_seconds = 0.0
        self.thread_seconds: Dict[int, float] = {}
        self.process_seconds: Dict[ProcessKey, float] = {}
        self._seen_seconds: Dict[ProcessKey, float] = {}
        self._main_threads: Dict[ProcessKey, int] = {}

    def add_thread(self, process: ProcessKey, thread: int, is_main: bool, seconds: float) -> None:
        """A thread ran for so long."""
        self.thread_seconds[thread] = self.thread_seconds.get(thread, 0.0) + seconds
        self._seen_seconds[process] = self._seen_seconds.get(process, 0.0) + seconds
        if is_main:
            self._main_threads[process] = thread

    def add_process(self, process: ProcessKey, seconds: float) -> None:
        """A process as a whole ran for so long."""
        self.process_seconds[process] = self.process_seconds.get(process, 0.0) + seconds

    def busy_threads(self) -> int:
        """How many threads have worked."""
        return len(_worked(self.thread_seconds, self.seconds))

    def busiest(self, workers: int, root: Optional[ProcessKey]) -> Optional[List[float]]:
        """CPU seconds of the `workers` busiest executors, who may be fewer: the missing count 0.

        Executors are processes if several besides `root`, the tree's first, have worked: a thread inside one helps
        its own executor. Else they are the tree's threads. The root, or its main thread, which may but hand
        work out, is only counted where fewer than `workers` others have worked. None where nobody worked, or where
        too much of what was done was not seen.
        """
        processes = {key: self._useful(key) for key in {*self.process_seconds, *self._seen_seconds}}
        if sum(1 for key in _worked(processes, self.seconds) if key != root) > 1:
            return self._choose(processes, root, workers)
        main = None if root is None else self._main_threads.get(root)
        return self._choose(self.thread_seconds, main, workers)

    def _choose(
        self, executors: Dict[Executor, float], first: Optional[Executor], workers: int
    ) -> Optional[List[float]]:
        slack = 2 * TICK_SECONDS * max(1, len(self.process_seconds))
        if sum(executors.values()) < SEEN_RATIO * self.tree_seconds - slack:
            return None
        worked = _worked(executors, self.seconds)
        if sum(1 for key in worked if key != first) >= workers:
            executors = {key: seconds for key, seconds in executors.items() if key != first}
        busiest = sorted(executors.values(), reverse=True)[:workers]
        return busiest + [0.0] * (workers - len(busiest)) if worked else None

    def _useful(self, process: ProcessKey) -> float:
        """Two lower bounds: what was seen of its threads, and its own account, which two cut ticks may raise."""
        counted = self.process_seconds.get(process, 0.0) - 2 * TICK_SECONDS
        return max(self._seen_seconds.get(process, 0.0), counted)


class Balance:
    """The load balance efficiency of POP: mean / max useful time of the executors (pop-coe.eu, POP metrics).

    Taken for each stretch of measured time apart and put together as Σ mean / Σ max, for what is uneven in one call
    keeps its caller waiting even if another call makes up for it. Calls that are shorter than `STRETCH_SECONDS` are
    taken together: their ends can't be told to the millisecond.
    """

    STRETCH_SECONDS = 0.05

    def __init__(self) -> None:
        self._busy_threads: List[int] = []
        self._mean = 0.0
        self._max = 0.0

    def settle(self, work: Work, workers: int, root: Optional[ProcessKey], last: bool) -> bool:
        """Take in a stretch; False where it is too short yet. The `last` may be, if there was no other."""
        if work.seconds < self.STRETCH_SECONDS and not (last and not self._busy_threads):
            return False
        self._busy_threads.append(work.busy_threads())
        busiest = work.busiest(max(1, workers), root)
        if busiest:
            self._mean += sum(busiest) / len(busiest)
            self._max += max(busiest)
        return True

    def busy_threads(self) -> Optional[int]:
        """How many threads worked: the median over the stretches."""
        ranked = sorted(self._busy_threads)
        return ranked[len(ranked) // 2] if ranked else None

    def ratio(self) -> Optional[float]:
        """0 to 1; None where it could not be told."""
        return self._mean / self._max if self._max > 0.0 else None


def _worked(seconds: Mapping[Executor, float], over: float) -> Set[Executor]:
    return {key for key, used in seconds.items() if over > 0.0 and used >= WORKED_RATIO * over}
