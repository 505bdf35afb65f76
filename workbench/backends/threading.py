"""Threads of the trial's own process. Python code in them shares one GIL (but for free-threaded builds)."""

from __future__ import annotations

import threading
from typing import Any, Callable, ContextManager, Iterable, List

from workbench.backends import _joblib
from workbench.contracts import Backend

ANSWER_SECONDS = 60.0


class Threading(Backend):
    """One `multiprocessing.pool.ThreadPool` for the whole trial; joblib's `threading` backend runs on it."""

    name = "threading"

    def start(self) -> None:
        """Start the threads and wait until all of them hold a task at once."""
        from multiprocessing.pool import ThreadPool

        self._pool = ThreadPool(self.workers)
        everyone = threading.Barrier(self.workers)
        self._pool.map(lambda _: everyone.wait(ANSWER_SECONDS), range(self.workers), chunksize=1)
        self._joblib = None
        if _joblib.is_installed():
            from joblib.parallel import ThreadingBackend

            self._joblib = _joblib.over_pool(ThreadingBackend, self._pool, self.workers)
            if self.workers == 1:
                _joblib.check_lone_worker(self._joblib)

    def active(self) -> ContextManager[Any]:
        """Run joblib's Parallel on the threads."""
        return _joblib.running_on(self._joblib)

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> List[Any]:
        """Apply `function` to every item, one item a task."""
        return self._pool.map(function, items, chunksize=1)

    def stop(self) -> None:
        """End the threads and wait for them."""
        self._pool.close()
        self._pool.join()


PLUGIN = Threading
