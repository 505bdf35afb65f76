"""Engines of IPython Parallel: a cluster of the trial's own."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from typing import Any, Callable, ContextManager, Iterable, List, Optional

from workbench.backends import _joblib
from workbench.child.native_threads import THREAD_VARIABLES
from workbench.contracts import Backend
from workbench.model.declared_environment import DeclaredEnvironment

LOOPBACK = "127.0.0.1"
ANSWER_SECONDS = 120.0


class IPyParallel(Backend):
    """A controller and one engine process for each of `workers`, on the loopback; all files in a folder of the trial.

    Tasks go through a load-balanced view, one at a time to whichever engine is free; joblib's Parallel runs on the
    backend that IPython Parallel brings for it.
    """

    name = "ipyparallel"
    requires = {"ipyparallel": "pip install ipyparallel"}
    environment = DeclaredEnvironment("ipyparallel", ("ipyparallel==9.2.*", "scikit-learn==1.9.*"))

    def start(self) -> None:
        """Start controller and engines, and wait until every engine answers."""
        self._cluster: Any = None
        self._client: Any = None
        self._folder = tempfile.mkdtemp(prefix="ipp-", dir=self.scratch)
        os.environ["IPYTHONDIR"] = self._folder
        for variable in THREAD_VARIABLES:
            os.environ[variable] = str(self.threads_per_worker)
        import ipyparallel

        self._cluster = ipyparallel.Cluster(
            n=self.workers,
            profile_dir=os.path.join(self._folder, "profile"),
            controller_ip=LOOPBACK,
            log_level=logging.CRITICAL,
        )
        self._cluster.start_cluster_sync()
        self._client = self._cluster.connect_client_sync()
        self._client.wait_for_engines(self.workers, timeout=ANSWER_SECONDS, interactive=False)
        self._pids: List[int] = self._client[:].apply_sync(os.getpid)
        self._view = self._client.load_balanced_view()
        self._joblib = _joblib_backend(self._view, self.workers)

    def worker_pids(self) -> List[int]:
        """The processes of the engines, in the order of their numbers."""
        return self._pids

    def active(self) -> ContextManager[Any]:
        """Run joblib's Parallel on the engines."""
        return _joblib.running_on(self._joblib, self.scratch)

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> List[Any]:
        """Apply `function` to every item, one item a task."""
        return list(self._view.map_sync(function, list(items), chunksize=1))

    def stop(self) -> None:
        """End engines and controller and wait for them."""
        if self._client is not None:
            self._client.close()
        if self._cluster is not None:
            self._cluster.stop_cluster_sync()
        shutil.rmtree(self._folder, ignore_errors=True)


def _joblib_backend(view: Any, workers: int) -> Any:
    if not _joblib.is_installed():
        return None
    from ipyparallel.joblib import IPythonParallelBackend

    count = _joblib.worker_count(workers)

    class StandingEngines(IPythonParallelBackend):  # type: ignore[misc]
        """IPython Parallel's own backend with a fixed number of workers."""

        def effective_n_jobs(self, n_jobs: Optional[int]) -> int:  # noqa: ARG002 - joblib's signature
            return count

    backend = StandingEngines(view=view, nesting_level=0)
    if workers == 1:
        _joblib.check_lone_worker(backend)
    return backend


PLUGIN = IPyParallel
