"""Engines of IPython Parallel: a cluster of the trial's own, or some of one that stands."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import tempfile
import time
from typing import Any, Callable, ContextManager, Dict, Hashable, Iterable, List, Mapping, Optional, Sequence, Tuple

from workbench.backends import _joblib
from workbench.child.native_threads import THREAD_VARIABLES
from workbench.contracts import Backend, Part, WorkDone
from workbench.model.declared_environment import DeclaredEnvironment

LOOPBACK = "127.0.0.1"
ANSWER_SECONDS = 120.0
STILL_SECONDS = 5.0
POLL_SECONDS = 0.02
NANNY_SECONDS = 10.0


class IPyParallel(Backend):
    """A controller and one engine process for each of `workers`, on the loopback; all files in a folder of the trial.

    Tasks go through a load-balanced view, one at a time to whichever engine is free; joblib's Parallel runs on the
    backend that IPython Parallel brings for it. Engines of a cluster that stands keep their own inner threads.
    """

    name = "ipyparallel"
    requires = {"ipyparallel": "pip install ipyparallel"}
    environment = DeclaredEnvironment("ipyparallel", ("ipyparallel==9.2.*", "scikit-learn==1.9.*"))

    _cluster: Any = None
    """The trial's own, if it has one."""
    _client: Any = None
    _folder = ""
    _pids: List[int] = []
    _hosts: Mapping[int, str] = {}
    """Of every engine of a cluster that stands, by its number."""

    def start(self) -> None:
        """Start controller and engines, and wait until every engine answers."""
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
        self._take(self._client.ids)

    def start_on(self, part: Part) -> None:
        """Take the engines of the part."""
        self._client, engines, self._hosts = part.handle
        self._take(engines)

    def _take(self, engines: Sequence[int]) -> None:
        self._engines = list(engines)
        self._pids = self._client[self._engines].apply_sync(os.getpid)
        self._view = self._client.load_balanced_view(targets=self._engines)
        self._joblib = _joblib_backend(self._view, self.workers)

    def worker_pids(self) -> List[int]:
        """The processes of the engines of its own, in the order of their numbers."""
        return [] if self._hosts else self._pids

    def worker_places(self) -> List[Tuple[str, int]]:
        """Of the engines of a part of a cluster."""
        return [(self._hosts[engine], pid) for engine, pid in zip(self._engines, self._pids)]

    def work_done(self) -> Dict[Hashable, WorkDone]:
        """Pieces that each engine of the cluster has done for anybody, by the controller's count."""
        counts = self._completed()
        return {engine: WorkDone(host, float(counts[engine])) for engine, host in self._hosts.items()}

    def _completed(self) -> Dict[int, int]:
        """Once it stands still: the controller hears of an answer after us."""
        earlier: Dict[int, int] = {}
        deadline = time.monotonic() + STILL_SECONDS
        while True:
            told = self._client.queue_status()
            pending = told.pop("unassigned") + sum(has["queue"] + has["tasks"] for has in told.values())
            counts = {engine: told[engine]["completed"] if engine in told else 0 for engine in self._hosts}
            if (pending == 0 and counts == earlier) or time.monotonic() > deadline:
                return counts
            earlier = counts
            time.sleep(POLL_SECONDS)

    def active(self) -> ContextManager[Any]:
        """Run joblib's Parallel on the engines."""
        return _joblib.running_on(self._joblib, self.scratch)

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> List[Any]:
        """Apply `function` to every item, one item a task."""
        return list(self._view.map_sync(function, list(items), chunksize=1))

    def stop(self) -> None:
        """End engines and controller of its own and wait for them."""
        if self._hosts:
            return
        nannies = _children(self._pids)
        if self._client is not None:
            self._client.close()
        if self._cluster is not None:
            self._cluster.stop_cluster_sync()
        _wait_for(nannies)
        shutil.rmtree(self._folder, ignore_errors=True)


def _children(pids: Sequence[int]) -> List[Any]:
    """Each engine's nanny, its child: it sees the engine off, and so outlives it."""
    import psutil

    found: List[Any] = []
    for pid in pids:
        with contextlib.suppress(psutil.NoSuchProcess):
            found += psutil.Process(pid).children()
    return found


def _wait_for(processes: List[Any]) -> None:
    import psutil

    psutil.wait_procs(processes, timeout=NANNY_SECONDS)


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
