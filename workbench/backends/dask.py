"""Processes of Dask: a LocalCluster of the trial's own, or a cluster that stands at an address."""

from __future__ import annotations

import os
from typing import Any, Callable, ContextManager, Dict, Iterable, List

from workbench.backends import _dask, _joblib
from workbench.child import dask
from workbench.contracts import Backend


class Dask(Backend):
    """One Dask worker process with one thread for each of `workers`, on the loopback, without a dashboard.

    At an address, `workers` threads of the cluster's workers are used; it keeps its own inner threads and
    memory limits, and `stop` leaves it running. A memory limit is divided among the local workers, which
    spill to `scratch` as they near it, as Dask does.
    """

    name = "dask"
    requires = _dask.REQUIRES
    takes_address = True

    def start(self) -> None:
        """Start the cluster, or connect to it, and wait until every worker answers."""
        with dask.settings(self.scratch):
            self._cluster = (
                None
                if self.address
                else dask.open_cluster(self.workers, self.threads_per_worker, self.memory_limit_bytes)
            )
            self._client = _dask.connect(self.address or self._cluster)
        if self._cluster is not None:
            self._client.wait_for_workers(self.workers)
        self._addresses = _dask.choose(self._client, self.workers)
        _dask.wait_for_answers(self._client, self._addresses)
        self._joblib = _dask.joblib_backend(self._client, self._addresses, self.workers)

    def worker_pids(self) -> List[int]:
        """The processes of the workers of a local cluster, not those that look after them, by their addresses."""
        if self._cluster is None:
            return []
        pids: Dict[str, int] = self._client.run(os.getpid, workers=list(self._addresses))
        return [pids[address] for address in self._addresses]

    def active(self) -> ContextManager[Any]:
        """Run joblib's Parallel on the workers."""
        return _joblib.running_on(self._joblib, self.scratch)

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> List[Any]:
        """Apply `function` to every item, one item a task."""
        return _dask.map_on(self._client, self._addresses, function, items)

    def stop(self) -> None:
        """Disconnect; end the processes of a local cluster and wait for them."""
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()


PLUGIN = Dask
