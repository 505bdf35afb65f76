"""Processes of the standard library's `multiprocessing.Pool`."""

from __future__ import annotations

import sys
from typing import Any, Callable, ContextManager, Iterable, List

from workbench.backends import _joblib
from workbench.contracts import Backend
from workbench.errors import WorkbenchError

ANSWER_SECONDS = 120.0


class Multiprocessing(Backend):
    """One Pool for the whole trial; joblib's `multiprocessing` backend runs on it.

    The start method is always set, as Python's own default changes with its version (fork up to 3.13,
    forkserver from 3.14). Where joblib is installed the pool is joblib's, which shares large arrays between
    the processes through files in `scratch`. A pool whose worker dies waits for ever: the trial's timeout
    ends it.
    """

    name = "multiprocessing"
    start_methods = ("spawn", "forkserver", "fork") if sys.platform == "darwin" else ("fork", "forkserver", "spawn")

    def start(self) -> None:
        """Start the processes and wait until each has told that it is up."""
        import multiprocessing

        context = multiprocessing.get_context(self.start_method)
        up = context.Semaphore(0)
        self._joblib = None
        if _joblib.is_installed():
            from joblib.parallel import MultiprocessingBackend
            from joblib.pool import MemmappingPool

            options = {"temp_folder": self.scratch, "max_nbytes": 1_000_000, "mmap_mode": "r"}
            self._pool = MemmappingPool(self.workers, initializer=_tell, initargs=(up,), context=context, **options)
            self._joblib = _joblib.over_pool(MultiprocessingBackend, self._pool, self.workers)
        else:
            self._pool = context.Pool(self.workers, initializer=_tell, initargs=(up,))
        for answered in range(self.workers):
            if not up.acquire(timeout=ANSWER_SECONDS):
                raise WorkbenchError(
                    "%d of %d processes answered within %.0f s" % (answered, self.workers, ANSWER_SECONDS)
                )
        if self.workers == 1 and self._joblib is not None:
            _joblib.check_lone_worker(self._joblib)

    def worker_pids(self) -> List[int]:
        """The processes of the pool, in the order they were started."""
        return [process.pid for process in self._pool._pool]  # noqa: SLF001 - there is no public name for it

    def active(self) -> ContextManager[Any]:
        """Run joblib's Parallel on the processes."""
        return _joblib.running_on(self._joblib, self.scratch)

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> List[Any]:
        """Apply `function` (importable in a worker) to every item, one item a task."""
        results: List[Any] = self._pool.map(function, items, chunksize=1)
        return results

    def stop(self) -> None:
        """End the processes and wait for them, and take joblib's shared files away.

        The standard library's own fork server and resource tracker end with the interpreter.
        """
        self._pool.close()
        self._pool.join()
        self._pool.terminate()


def _tell(up: Any) -> None:
    """Count this process in."""
    up.release()


PLUGIN = Multiprocessing
