"""Processes of Dask: a LocalCluster of the trial's own, or workers of a cluster that stands."""

from __future__ import annotations

import contextlib
import os
from typing import Any, Callable, Dict, Hashable, Iterable, Iterator, List, Tuple

from workbench.backends import _dask, _joblib
from workbench.backends._dask_losses import watching
from workbench.backends._dask_placing import DaskPlacing
from workbench.child import dask
from workbench.contracts import Backend, Part, WorkDone


class Dask(Backend):
    """One Dask worker process with one thread for each of `workers`, on the loopback, without a dashboard.

    Of a cluster that stands, tasks are restricted to the workers of the part, which keep their own inner threads and
    memory limits. A memory limit is divided among the local workers, which spill to `scratch` as they near it, as
    Dask does.
    """

    name = "dask"
    requires = _dask.REQUIRES
    _client: Any = None
    _cluster: Any = None
    """The trial's own, if it has one."""

    def start(self) -> None:
        """Start a cluster and wait until every worker answers."""
        with dask.settings(self.scratch):
            self._cluster = dask.open_cluster(self.workers, self.threads_per_worker, self.memory_limit_bytes)
            client = _dask.connect(self._cluster)
        client.wait_for_workers(self.workers)
        self._take(client, _dask.addresses(client))

    def start_on(self, part: Part) -> None:
        """Take the workers at the part's addresses."""
        self._take(*part.handle)

    def worker_pids(self) -> List[int]:
        """The processes of a local cluster's workers, not those that look after them, by their addresses."""
        if self._cluster is None:
            return []
        pids: Dict[str, int] = self._client.run(os.getpid, workers=list(self._addresses))
        return [pids[address] for address in self._addresses]

    def worker_places(self) -> List[Tuple[str, int]]:
        """Of a part of a cluster; a process of several threads is named once."""
        return dask.worker_places(self._client, self._addresses)

    def work_done(self) -> Dict[Hashable, WorkDone]:
        """Tasks that each worker of the cluster has run."""
        return dask.tasks_done(self._client)

    @contextlib.contextmanager
    def active(self) -> Iterator[None]:
        """Run joblib's Parallel on the workers, and end what waits for one that is gone."""
        with watching(self._client, self._addresses), _joblib.running_on(self._joblib, self.scratch):
            yield

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> List[Any]:
        """Apply `function` to every item, one item a task."""
        return _dask.map_on(self._client, self._addresses, function, items)

    def placing(self) -> DaskPlacing:
        """As many pieces as there are threads."""
        threads: Dict[str, int] = self._client.nthreads(list(self._addresses))
        return DaskPlacing(self._client, [each for each in self._addresses for _ in range(threads[each])])

    def stop(self) -> None:
        """End the processes of a local cluster and wait for them."""
        if self._cluster is not None:
            self._client.close()
            self._cluster.close()

    def _take(self, client: Any, addresses: Tuple[str, ...]) -> None:
        self._client, self._addresses = client, addresses
        _dask.wait_for_answers(client, addresses)
        self._joblib = _dask.joblib_backend(client, addresses, self.workers)


PLUGIN = Dask
