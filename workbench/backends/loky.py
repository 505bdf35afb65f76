"""Processes of loky, joblib's default backend."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from typing import Any, Callable, ContextManager, Iterable, List, Optional

from workbench.backends import _joblib
from workbench.contracts import Backend
from workbench.errors import WorkbenchError

ANSWER_SECONDS = 120.0
IDLE_SECONDS = 1e6
"""How long a worker stays without work: longer than any trial, so that none is started again inside one."""


class Loky(Backend):
    """joblib's reusable executor, brought up once; Parallel and `map` run on the same processes.

    Large arrays are shared through files in `scratch`. joblib starts new processes by itself in a call of
    Parallel that asks for other `max_nbytes` or `mmap_mode` than the call before it (scikit-learn's bagging
    does); the warm-up takes that.
    """

    name = "loky"
    requires = {"joblib": "pip install joblib"}

    def start(self) -> None:
        """Start the processes through a first Parallel in which each holds one task until all do."""
        import joblib

        self._joblib = _standing_executor(self.workers, self.threads_per_worker)
        folder = tempfile.mkdtemp(prefix="answers-", dir=self.scratch)
        try:
            with self.active():
                pids = joblib.Parallel(batch_size=1, pre_dispatch="all")(
                    joblib.delayed(_meet)(folder, self.workers) for _ in range(self.workers)
                )
        finally:
            shutil.rmtree(folder)
        if len(set(pids)) != self.workers or os.getpid() in pids:
            raise WorkbenchError(
                "joblib %s ran the first %d tasks in the processes %s, not in %d workers"
                % (joblib.__version__, self.workers, sorted(set(pids)), self.workers),
                "use joblib 1.4 to 1.6",
            )

    def worker_pids(self) -> List[int]:
        """The processes of the executor, by number."""
        return sorted(_executor()._processes)  # noqa: SLF001 - loky has no public name for it

    def active(self) -> ContextManager[Any]:
        """Run joblib's Parallel on the processes."""
        return _joblib.running_on(self._joblib, self.scratch)

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> List[Any]:
        """Apply `function` to every item, one item a task."""
        return list(_executor().map(function, items))

    def stop(self) -> None:
        """End the processes and wait for them. loky's resource tracker ends with the interpreter."""
        _executor().terminate()


def _executor() -> Any:
    from joblib.externals.loky import get_reusable_executor

    return get_reusable_executor(reuse=True)


def _standing_executor(workers: int, threads_per_worker: int) -> Any:
    from joblib.parallel import LokyBackend

    count = _joblib.worker_count(workers)

    class StandingLoky(LokyBackend):  # type: ignore[misc]
        """joblib's own backend with a fixed number of workers that never idle out."""

        def effective_n_jobs(self, n_jobs: Optional[int]) -> int:  # noqa: ARG002 - joblib's signature
            return count

        def configure(self, n_jobs: int = 1, parallel: Any = None, **options: Any) -> Any:
            options["idle_worker_timeout"] = IDLE_SECONDS
            return super().configure(n_jobs, parallel, **options)

    return StandingLoky(nesting_level=0, inner_max_num_threads=threads_per_worker)


def _meet(folder: str, expected: int) -> int:
    """Say in `folder` that this process is here, wait until `expected` are, and return its id."""
    with open(os.path.join(folder, str(os.getpid())), "wb"):
        pass
    deadline = time.monotonic() + ANSWER_SECONDS
    while len(os.listdir(folder)) < expected:
        if time.monotonic() > deadline:
            raise TimeoutError("fewer than %d processes answered within %.0f s" % (expected, ANSWER_SECONDS))
        time.sleep(0.001)
    return os.getpid()


PLUGIN = Loky
