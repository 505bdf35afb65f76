"""Threads of Dask: a scheduler and one worker inside the trial's own process."""

from __future__ import annotations

from typing import Any, Callable, ContextManager, Dict, Iterable, List

from workbench.backends import _dask, _joblib
from workbench.child import dask
from workbench.contracts import Backend


class DaskThreads(Backend):
    """A Dask cluster without processes: Dask's scheduling over threads that share the data and the GIL."""

    name = "dask-threads"
    requires = _dask.REQUIRES

    def start(self) -> None:
        """Start scheduler and worker in this process; they talk through memory, not through a port."""
        from distributed import Scheduler, SpecCluster, Worker

        common: Dict[str, Any] = dict(dask.WITHOUT_DASHBOARD, protocol="inproc://")
        options = dict(common, nthreads=self.workers)
        if self.memory_limit_bytes is not None:
            options["memory_limit"] = self.memory_limit_bytes
        with dask.settings(self.scratch):
            self._cluster = SpecCluster(
                scheduler={"cls": Scheduler, "options": common},
                workers={0: {"cls": Worker, "options": options}},
                silence_logs=dask.LOG_LEVEL,
            )
            self._client = _dask.connect(self._cluster)
        self._addresses = _dask.addresses(self._client)
        _dask.wait_for_answers(self._client, self._addresses)
        self._joblib = _dask.joblib_backend(self._client, self._addresses, self.workers)

    def active(self) -> ContextManager[Any]:
        """Run joblib's Parallel on the threads."""
        return _joblib.running_on(self._joblib, self.scratch)

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> List[Any]:
        """Apply `function` to every item, one item a task."""
        return _dask.map_on(self._client, self._addresses, function, items)

    def stop(self) -> None:
        """End the threads and wait for them."""
        self._client.close()
        self._cluster.close()


PLUGIN = DaskThreads
