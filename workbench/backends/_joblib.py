"""How joblib's Parallel is put on the workers that a backend has already started.

Two things in joblib stand against measuring how work scales. It brings most pools up inside each call of
Parallel, where the time would count as work. And it runs everything in the calling process when there is one
worker (`Parallel.__call__`: `if n_jobs == 1`), so a series would compare one process without transport
with N workers and their transport. Here the pools stand, and one worker is one worker.

What joblib still runs in the calling process, on any backend: `Parallel(require="sharedmem")` on a backend
of processes (scikit-learn's forests predict so) and `joblib.effective_n_jobs(1)`. So a solver leaves an
estimator's `n_jobs` unset: unset, -1 and any other number all mean "every worker of the backend".
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import threading
from typing import Any, Callable, ContextManager, Iterable, Optional, Tuple, Type

from workbench.errors import WorkbenchError


class LoneWorker(int):
    """The worker count 1 that joblib doesn't take for "run it here": unequal to the plain number 1.

    In every other way it is 1 (arithmetic, order, text); it is pickled as the plain number.
    """

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LoneWorker)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = int.__hash__

    def __reduce__(self) -> Tuple[Type[int], Tuple[int]]:
        return int, (1,)


def worker_count(workers: int) -> int:
    """The number to tell joblib."""
    return LoneWorker(1) if workers == 1 else workers


def is_installed() -> bool:
    """Whether this interpreter has joblib. Where it hasn't, nothing can ask for its Parallel."""
    return importlib.util.find_spec("joblib") is not None


def over_pool(base: Any, pool: Any, workers: int) -> Any:
    """A joblib backend of the class `base` whose pool is `pool`, already up and left up by every call.

    `base` is joblib's ThreadingBackend or MultiprocessingBackend; `pool` has the `apply_async` of
    `multiprocessing.pool.Pool`.
    """
    count = worker_count(workers)

    class StandingPool(base):  # type: ignore[misc]
        """joblib's own backend, less the coming and going of its pool."""

        def effective_n_jobs(self, n_jobs: Optional[int]) -> int:  # noqa: ARG002 - joblib's signature
            return count

        def configure(self, n_jobs: int = 1, parallel: Any = None, **options: Any) -> int:  # noqa: ARG002 - joblib's
            self.parallel = parallel
            return count

        def _get_pool(self) -> Any:
            return pool

        def terminate(self) -> None:
            if hasattr(self, "reset_batch_stats"):
                self.reset_batch_stats()

        def abort_everything(self, ensure_ready: bool = True) -> None:
            """Leave the pool: what was dispatched ends by itself or with `stop`."""

    return StandingPool(nesting_level=0)


class Submitting:
    """A pool for `over_pool` where work is submitted for futures: the one method of a Pool that joblib calls.

    `submit` is that of `concurrent.futures.Executor`.
    """

    def __init__(self, submit: Callable[..., Any]) -> None:
        self._submit = submit

    def apply_async(
        self, function: Callable[..., Any], arguments: Iterable[Any], callback: Any, error_callback: Any
    ) -> None:
        """Hand `function` over; `callback` gets what it returns, `error_callback` what it raises."""

        def tell(future: Any) -> None:
            error = future.exception()
            if error is None:
                callback(future.result())
            else:
                error_callback(error)

        self._submit(function, *arguments).add_done_callback(tell)


def running_on(backend: Any, scratch: Optional[str] = None) -> ContextManager[Any]:
    """While entered, joblib's Parallel runs on `backend`, a joblib backend; None: nothing changes.

    `scratch` is the folder where joblib keeps the large arrays that processes share, else it is /dev/shm.
    """
    if backend is None:
        return contextlib.nullcontext()
    from joblib import parallel_config

    context: ContextManager[Any] = parallel_config(backend=backend, n_jobs=-1, temp_folder=scratch)
    return context


def identity() -> Tuple[int, int]:
    """Who runs this: process and thread."""
    return os.getpid(), threading.get_ident()


def check_lone_worker(backend: Any) -> None:
    """Make sure that this joblib gives the work of one worker to the worker.

    Raises WorkbenchError when it ran in the calling thread: a series on that would have a false base.
    """
    import joblib

    with running_on(backend):
        (who,) = joblib.Parallel()([joblib.delayed(identity)()])
    if who == identity():
        raise WorkbenchError(
            "joblib %s runs the work of 1 worker in the calling process, so more workers can't be held against it"
            % joblib.__version__,
            "use joblib 1.4 to 1.6",
        )
