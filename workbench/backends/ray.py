"""Actors of Ray: a local cluster of the trial's own, or a cluster that stands at an address."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from typing import Any, Callable, ContextManager, Dict, Iterable, List, Optional

from workbench.backends import _joblib
from workbench.contracts import Backend
from workbench.errors import WorkbenchError

LONGEST_PARENT_BYTES = 33
"""Ray puts sockets up to 64 characters below its folder, here 10 below its parent; their paths end at 107 (unix(7))."""
OBJECT_STORE_RATIO = 0.3
"""The share of a memory limit that shared objects may take: Ray's own share of a machine's memory."""
OBJECT_STORE_MINIMUM_BYTES = 80_000_000
THREAD_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
LOCAL_SETTINGS = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
"""Handed to Ray's processes by the surroundings. The second is read as Ray is imported: without it the node
address 127.0.0.1 is resolved to the machine's own, and every server of Ray listens to every network
(ray._private.services.resolve_ip_for_localhost)."""


class Ray(Backend):
    """One `ray.util.multiprocessing.Pool` for the whole trial, an actor with one CPU for each of `workers`.

    It is the pool that Ray's own joblib backend starts in every call; here it stands. Ray hands tasks to its
    actors in turn, not to the one that is free. A local cluster keeps to the loopback, without dashboard or
    usage report, its folder under `scratch` (or a short temporary one where that path is too long for a
    socket). At an address `stop` takes the actors down and leaves the cluster.
    """

    name = "ray"
    requires = {"ray": "pip install 'workbench[ray]'"}
    takes_address = True

    def start(self) -> None:
        """Start Ray, or connect to it, and wait until every actor answers."""
        self._folder: Optional[str] = None
        self._pool: Any = None
        if self.address:
            self._connect()
        else:
            self._start_local()
        from ray.util.multiprocessing import Pool

        self._pool = Pool(self.workers, ray_remote_args={"num_cpus": 1})
        self._joblib = None
        if _joblib.is_installed():
            from joblib.parallel import MultiprocessingBackend

            self._joblib = _joblib.over_pool(MultiprocessingBackend, self._pool, self.workers)
            if self.workers == 1:
                _joblib.check_lone_worker(self._joblib)

    def worker_pids(self) -> List[int]:
        """The processes of the actors of a local cluster, in the order in which Ray hands them tasks."""
        return [] if self.address else self._pool.map(lambda _: os.getpid(), range(self.workers), chunksize=1)

    def active(self) -> ContextManager[Any]:
        """Run joblib's Parallel on the actors."""
        return _joblib.running_on(self._joblib, self.scratch)

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> List[Any]:
        """Apply `function` to every item, one item a task, the actors in turn."""
        results: List[Any] = self._pool.map(function, items, chunksize=1)
        return results

    def stop(self) -> None:
        """Take the actors down, and a local cluster with them."""
        import ray

        if self._pool is not None:
            self._pool.close()
            self._pool.join()
        ray.shutdown()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _connect(self) -> None:
        import ray

        threads = {variable: str(self.threads_per_worker) for variable in THREAD_VARIABLES}
        ray.init(self.address, log_to_driver=False, logging_level=logging.ERROR, runtime_env={"env_vars": threads})

    def _start_local(self) -> None:
        os.environ.update(LOCAL_SETTINGS)
        for variable in THREAD_VARIABLES:
            os.environ[variable] = str(self.threads_per_worker)
        import ray

        options: Dict[str, Any] = {}
        if self.memory_limit_bytes is not None:
            share = int(self.memory_limit_bytes * OBJECT_STORE_RATIO)
            options["object_store_memory"] = max(share, OBJECT_STORE_MINIMUM_BYTES)
        self._folder = self._short_folder()
        ray.init(
            "local",
            num_cpus=self.workers,
            include_dashboard=False,
            log_to_driver=False,
            logging_level=logging.ERROR,
            _node_ip_address="127.0.0.1",
            _temp_dir=self._folder,
            **options,
        )
        if ray.util.get_node_ip_address() != "127.0.0.1":
            self.stop()
            raise WorkbenchError(
                "Ray was imported before its backend started, so it would listen to every network",
                "import ray inside the function that uses it",
            )

    def _short_folder(self) -> str:
        """A new folder in `scratch`, or elsewhere where a socket's path would be too long there."""
        places = [place for place in (self.scratch, tempfile.gettempdir()) if place is not None]
        short = [place for place in places if len(os.fsencode(place)) <= LONGEST_PARENT_BYTES]
        return tempfile.mkdtemp(prefix="r", dir=[*short, "/tmp"][0])  # noqa: S108 - mkdtemp makes it private


PLUGIN = Ray
