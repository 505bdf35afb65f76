"""What solvers that work on Dask share: a cluster of the trial's own that stands between calls, or a part of another's,
and rows in blocks."""

from __future__ import annotations

import contextlib
from typing import Any, Dict, Hashable, List, Sequence, Tuple

from workbench.child import dask
from workbench.contracts import Context, Part, Solver, WorkDone
from workbench.solvers import _mapped


class OnDask(Solver):
    """Works on a Dask cluster: a process with one thread for each of `workers`, up in the phase `start`.

    Or on the part of a cluster that it is lent, to whose workers all is restricted that Dask is asked for meanwhile.
    """

    scales_with = "own"
    engine = "dask"
    cluster: Any = None
    client: Any = None
    lent: Sequence[str] = ()
    """Addresses of the workers that it was lent; none where the cluster is the trial's own."""
    _within: Any = None

    def start(self, data: Any, context: Context) -> None:  # noqa: ARG002 - the contract's
        """Bring the cluster up and wait until every worker answers."""
        from distributed import Client

        with dask.settings(context.scratch):
            self.cluster = dask.open_cluster(context.workers, context.threads_per_worker)
            self.client = Client(self.cluster)
        self.client.wait_for_workers(context.workers)
        self.client.run(abs, 0)

    def start_on(self, part: Part, data: Any, context: Context) -> None:  # noqa: ARG002 - the contract's
        """Take the workers at the part's addresses, and wait until every one answers."""
        from dask import annotate

        self.client, self.lent = part.handle
        self.client.run(abs, 0, workers=list(self.lent))
        self._within = contextlib.ExitStack()
        self._within.enter_context(self.client.as_current())
        self._within.enter_context(annotate(workers=list(self.lent)))

    def worker_places(self) -> List[Tuple[str, int]]:
        """By the workers' hosts."""
        return dask.worker_places(self.client, self.lent)

    def work_done(self) -> Dict[Hashable, WorkDone]:
        """Tasks that each worker of the cluster has run."""
        return dask.tasks_done(self.client)

    def scheduler_host(self) -> str:
        """The address at which workers reach the scheduler."""
        return dask.host_of(self.client.scheduler.address)

    def stop(self) -> None:
        """Take a cluster of the trial's own down and wait; one that was lent goes on."""
        if self._within is not None:
            self._within.close()
        elif self.client is not None:
            self.client.close()
        if self.cluster is not None:
            self.cluster.close()


def in_blocks(rows: Any, block_rows: int) -> Any:
    """A Dask array of blocks of at most `block_rows` rows, each read where it is needed.

    Memory-mapped rows stay on disk until then: Dask's own `from_array` would send them through its scheduler.
    """
    import dask
    import dask.array as da

    load = dask.delayed(_mapped.read, pure=True)
    blocks = [
        da.from_delayed(load(part), shape=(_length(part), *rows.shape[1:]), dtype=rows.dtype)
        for part in _mapped.parts(rows, block_rows)
    ]
    return da.concatenate(blocks)


def _length(part: _mapped.Part) -> int:
    return part.last - part.first
