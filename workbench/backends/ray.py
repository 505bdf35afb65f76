"""Actors of Ray: of a local cluster of the trial's own, or on a part of a cluster that stands."""

from __future__ import annotations

import os
from typing import Any, Callable, ContextManager, Dict, Hashable, Iterable, List, Optional, Sequence, Tuple

from workbench.backends import _joblib
from workbench.backends._ray_placing import RayPlacing
from workbench.child import ray
from workbench.child.native_threads import THREAD_VARIABLES
from workbench.contracts import Backend, Part, WorkDone

OBJECT_STORE_RATIO = 0.3
"""The share of a memory limit that shared objects may take: Ray's own share of a machine's memory."""
OBJECT_STORE_MINIMUM_BYTES = 80_000_000


class Ray(Backend):
    """One `ray.util.multiprocessing.Pool` for the whole trial, an actor with one CPU for each of `workers`.

    It is the pool that Ray's own joblib backend starts in every call; here it stands. Ray hands tasks to its
    actors in turn, not to the one that is free. A local cluster keeps to the loopback, without dashboard or
    usage report, its folder under `scratch` (or a short temporary one where that path is too long for a
    socket). On a part of a cluster that stands `stop` takes the actors down and leaves the cluster.
    """

    name = "ray"
    requires = {"ray": "pip install 'workbench[ray]'"}
    _cluster: Optional[ray.LocalCluster] = None
    _pool: Any = None
    _part: Optional[Part] = None
    """What it was lent; without it, Ray is the trial's own."""
    _places: Sequence[Tuple[str, int]] = ()

    def start(self) -> None:
        """Start Ray and wait until every actor answers."""
        self._start_local()
        self._start_pool({"num_cpus": 1})

    def start_on(self, part: Part) -> None:
        """Start the actors in the part's placement group, so that each node gets its share of them."""
        from ray.util.scheduling_strategies import PlacementGroupSchedulingStrategy

        self._part = part
        threads = {variable: str(self.threads_per_worker) for variable in THREAD_VARIABLES}
        within = PlacementGroupSchedulingStrategy(part.handle)
        self._start_pool({"num_cpus": 1, "scheduling_strategy": within, "runtime_env": {"env_vars": threads}})
        self._places = self._pool.map(_place, range(self.workers), chunksize=1)

    def _start_pool(self, options: Dict[str, Any]) -> None:
        from ray.util.multiprocessing import Pool

        self._pool = Pool(self.workers, ray_remote_args=options)
        self._joblib = None
        if _joblib.is_installed():
            from joblib.parallel import MultiprocessingBackend

            self._joblib = _joblib.over_pool(MultiprocessingBackend, self._pool, self.workers)
            if self.workers == 1:
                _joblib.check_lone_worker(self._joblib)

    def worker_pids(self) -> List[int]:
        """The processes of the actors of a local cluster, in the order in which Ray hands them tasks."""
        return [] if self._part is not None else self._pool.map(_pid, range(self.workers), chunksize=1)

    def worker_places(self) -> List[Tuple[str, int]]:
        """Of the actors on a part of a cluster, in the order in which Ray hands them tasks."""
        return list(self._places)

    def work_done(self) -> Dict[Hashable, WorkDone]:
        """Batches that the pool has handed to each of its actors."""
        counts = [count for _, count in self._pool._actor_pool]  # noqa: SLF001 - Ray tells it nowhere else
        return {place: WorkDone(place[0], float(count)) for place, count in zip(self._places, counts)}

    def active(self) -> ContextManager[Any]:
        """Run joblib's Parallel on the actors."""
        return _joblib.running_on(self._joblib, self.scratch)

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> List[Any]:
        """Apply `function` to every item, one item a task, the actors in turn."""
        results: List[Any] = self._pool.map(function, items, chunksize=1)
        return results

    def placing(self) -> RayPlacing:
        """By the pool's actors."""
        return RayPlacing(self.workers, self._run)

    def _run(self, index: int, function: Callable[[Any], Any], arguments: List[Any]) -> Any:
        batch: List[Tuple[Tuple[Any], Dict[str, Any]]] = [((argument,), {}) for argument in arguments]
        return self._pool._run_batch(index, function, batch)  # noqa: SLF001 - Ray's pool chooses among its actors itself

    def stop(self) -> None:
        """Take the actors down, and a local cluster with them."""
        if self._pool is not None:
            self._pool.close()
            self._pool.join()
        if self._cluster is not None:
            self._cluster.stop()

    def _start_local(self) -> None:
        options: Dict[str, Any] = {}
        if self.memory_limit_bytes is not None:
            share = int(self.memory_limit_bytes * OBJECT_STORE_RATIO)
            options["object_store_memory"] = max(share, OBJECT_STORE_MINIMUM_BYTES)
        self._cluster = ray.LocalCluster(self.scratch)
        self._cluster.configure(self.threads_per_worker)
        self._cluster.start(self.workers, **options)


def _pid(_: int) -> int:
    return os.getpid()


def _place(_: int) -> Tuple[str, int]:
    from ray import get_runtime_context

    return get_runtime_context().get_node_id(), os.getpid()


PLUGIN = Ray
