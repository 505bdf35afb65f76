"""Processes of the standard library's `concurrent.futures.ProcessPoolExecutor`."""

from __future__ import annotations

import sys
from typing import Any, Callable, ContextManager, Iterable, List

from workbench.backends import _joblib
from workbench.contracts import Backend
from workbench.errors import WorkbenchError

ANSWER_SECONDS = 120.0


class ConcurrentFutures(Backend):
    """One executor for the whole trial; joblib's `multiprocessing` backend runs on it, without its shared arrays.

    The start method is always set, as with the backend `multiprocessing`. A worker that dies ends the trial with
    BrokenProcessPool, where `multiprocessing.Pool` waits for ever. What is handed over is pickled, large arrays too.
    """

    name = "concurrent.futures"
    start_methods = ("spawn", "forkserver", "fork") if sys.platform == "darwin" else ("fork", "forkserver", "spawn")

    def start(self) -> None:
        """Start the processes, each by a task that it holds until all hold one."""
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        context = multiprocessing.get_context(self.start_method)
        everyone = context.Barrier(self.workers)
        self._executor = ProcessPoolExecutor(self.workers, context, initializer=_keep, initargs=(everyone,))
        answers = list(self._executor.map(_meet, [ANSWER_SECONDS] * self.workers))
        if not all(answers):
            raise WorkbenchError("fewer than %d processes answered within %.0f s" % (self.workers, ANSWER_SECONDS))
        self._joblib = None
        if _joblib.is_installed():
            from joblib.parallel import MultiprocessingBackend

            self._joblib = _joblib.over_pool(
                MultiprocessingBackend, _joblib.Submitting(self._executor.submit), self.workers
            )
            if self.workers == 1:
                _joblib.check_lone_worker(self._joblib)

    def worker_pids(self) -> List[int]:
        """The processes of the executor, by number."""
        return sorted(self._executor._processes)  # noqa: SLF001 - there is no public name for it

    def active(self) -> ContextManager[Any]:
        """Run joblib's Parallel on the processes."""
        return _joblib.running_on(self._joblib, self.scratch)

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> List[Any]:
        """Apply `function` (importable in a worker) to every item, one item a task."""
        return list(self._executor.map(function, items))

    def stop(self) -> None:
        """End the processes and wait for them."""
        self._executor.shutdown()


class _Kept:
    """What a worker is handed when it starts."""

    everyone: Any = None


def _keep(everyone: Any) -> None:
    _Kept.everyone = everyone


def _meet(seconds: float) -> bool:
    """Wait until every worker is here; whether they came within `seconds`."""
    import threading

    try:
        _Kept.everyone.wait(seconds)
    except threading.BrokenBarrierError:
        return False
    return True


PLUGIN = ConcurrentFutures
