"""How long the tree's threads ran, and how long they waited for a CPU though they could have run."""

from __future__ import annotations

import os
import time
from typing import Dict, List, Mapping, Optional

from workbench.contracts import ObservedProcess, ObservedTree, Place, Probe
from workbench.telemetry.balance import Balance, Work
from workbench.telemetry.kernel.scheduling import parse_schedstat
from workbench.telemetry.pacing import MeasuredTime, Pace
from workbench.telemetry.threads import ProcessKey, ThreadCounters

NANOSECOND = 1e-9
SHORTEST_SECONDS = 0.02
"""A measured stretch below this says nothing about threads: the kernel's counts lag by a tick of up to 10 ms."""


class RunQueue(Probe):
    """/proc/PID/task/*/schedstat (the kernel's Documentation/scheduler/sched-stats.rst), summed over all threads.

    The kernel counts as waiting whatever is runnable and doesn't run, so it holds the time for which a CPU limit
    throttled the trial, too (see `throttling`). A wait is added when it ends.

    Read at the edges of phases, in a `measure` at every tenth of its length so far, and once a second, as far as
    0.2 % of one core allows. A thread that has ended keeps its last reading, so what it did after that is lost (at
    most a tenth of the window or a tick, if the budget lasts), and so is a thread that no reading met. Who works
    evenly is judged from the same readings, for processes also from their own count of CPU time at their last tick;
    where both together missed over a fifth of what the tree used, it is not judged.
    """

    name = "run_queue"
    series = {"on_cpu_seconds": "seconds", "run_queue_wait_seconds": "seconds"}
    counters = frozenset(series)
    interval_seconds = 1.0

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._threads = ThreadCounters(place.proc, "schedstat", parse_schedstat)
        self._pace = Pace(self.interval_seconds, shortest_seconds=0.1)
        self._measured = MeasuredTime()
        self._balance = Balance()
        self._work = Work()
        self._sums = {"on_cpu_seconds": 0.0, "run_queue_wait_seconds": 0.0}
        self._of_process: Dict[ProcessKey, Dict[str, float]] = {}
        self._cpu_seconds: Dict[ProcessKey, float] = {}
        self._tree_seconds = 0.0
        self._sampled_at: Optional[float] = None
        self._root: Optional[ProcessKey] = None
        self._workers = 1
        self._call_ended = False
        self._departed: List[ObservedProcess] = []

    def unreadable(self) -> Optional[str]:
        """Needs a kernel that keeps the figures; one that has the file but keeps none shows zeros."""
        path = self.place.proc + "/self/schedstat"
        if not os.path.exists(path):
            return "needs /proc/PID/schedstat (Linux with CONFIG_SCHED_INFO)"
        with open(path, "rb", buffering=0) as file:
            kept = parse_schedstat(file.read(256)) != (0, 0)
        return None if kept else "this kernel keeps no scheduling figures (CONFIG_SCHEDSTATS, or boot with `delayacct`)"

    def due(self, tree: ObservedTree, now: float, waited: float, at_edge: bool) -> bool:
        """Paced by what it costs. Who departs is told at this tick only, so it is noted here."""
        self._departed += tree.departed
        return self._pace.due(now, waited, at_edge, self._measured.opened_at)

    def mark(self, tree: ObservedTree, phase: str, edge: str, now: float) -> None:  # noqa: ARG002 - the contract's
        """`measure` is what balance is judged on."""
        if phase == "measure":
            self._measured.mark(edge, now)
            self._call_ended = self._call_ended or edge == "end"

    def sample(self, tree: ObservedTree, now: float) -> Mapping[str, float]:
        """Sums over all threads since the watch began; they never fall."""
        began = time.thread_time()
        self._workers = tree.workers
        if self._root is None and tree.processes:
            self._root = _key(tree.processes[0])
        share = self._measured_share(now)
        self._read_threads(tree, share)
        self._read_processes(tree, share)
        if self._call_ended:
            self._call_ended = False
            self._settle(last=False)
        self._pace.spent(time.thread_time() - began)
        return dict(self._sums)

    def sample_processes(self, tree: ObservedTree, now: float) -> Mapping[int, Mapping[str, float]]:  # noqa: ARG002
        """The same two of each process, ended threads included."""
        return {process.pid: dict(self._of_process[_key(process)]) for process in tree.processes}

    def totals(self) -> Mapping[str, Optional[float]]:
        """`run_queue_wait_seconds` over the watch, `busy_threads` and `load_balance_ratio` of the measured time.

        `busy_threads`: those that ran for 5 % of a call or more, the median over the calls.
        `load_balance_ratio`: see workbench.telemetry.balance.
        """
        if self._work.seconds >= SHORTEST_SECONDS:
            self._settle(last=True)
        return {
            "run_queue_wait_seconds": None if self._sampled_at is None else self._sums["run_queue_wait_seconds"],
            "busy_threads": self._balance.busy_threads(),
            "load_balance_ratio": self._balance.ratio(),
        }

    def close(self) -> None:
        """Let go of descriptors."""
        self._threads.close()

    def _measured_share(self, now: float) -> float:
        """Of the time since the last sample, how much was measured. What was done in it is shared out alike."""
        covered = self._measured.take(now)
        elapsed = now - self._sampled_at if self._sampled_at is not None else 0.0
        self._sampled_at = now
        share = min(1.0, covered / elapsed) if elapsed > 0.0 else 0.0
        self._work.seconds += share * elapsed
        return share

    def _read_threads(self, tree: ObservedTree, share: float) -> None:
        of_process = {_key(process): self._of_process.get(_key(process)) for process in tree.processes}
        self._of_process = {key: sums or dict.fromkeys(self._sums, 0.0) for key, sums in of_process.items()}
        for thread in self._threads.advance(tree.processes):
            ran, waited = thread.first * NANOSECOND, thread.second * NANOSECOND
            for sums in (self._sums, self._of_process[thread.process]):
                sums["on_cpu_seconds"] += ran
                sums["run_queue_wait_seconds"] += waited
            if share and ran:
                self._work.add_thread(thread.process, thread.thread, thread.is_main, share * ran)

    def _read_processes(self, tree: ObservedTree, share: float) -> None:
        before, self._cpu_seconds = self._cpu_seconds, {}
        for process in (*self._departed, *tree.processes):
            used = process.user_seconds + process.system_seconds
            if share:
                self._work.add_process(_key(process), share * max(0.0, used - before.get(_key(process), 0.0)))
            self._cpu_seconds[_key(process)] = used
        self._departed = []
        used = tree.user_seconds + tree.system_seconds
        self._work.tree_seconds += share * (used - self._tree_seconds)
        self._tree_seconds = used

    def _settle(self, last: bool) -> None:
        if self._balance.settle(self._work, self._workers, self._root, last):
            self._work = Work()


def _key(process: ObservedProcess) -> ProcessKey:
    return process.pid, process.started


PLUGIN = RunQueue
