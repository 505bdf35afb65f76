"""What solvers that work on Dask share: a cluster of the trial's own that stands between calls, and rows in blocks."""

from __future__ import annotations

from typing import Any

from workbench.child import dask
from workbench.contracts import Context, Solver
from workbench.solvers._mapped import Part, parts, read


class OnDask(Solver):
    """Works on a Dask cluster: a process with one thread for each of `workers`, up in the phase `start`."""

    scales_with = "own"
    cluster: Any = None
    client: Any = None

    def start(self, data: Any, context: Context) -> None:  # noqa: ARG002 - the contract's
        """Bring the cluster up and wait until every worker answers."""
        from distributed import Client

        with dask.settings(context.scratch):
            self.cluster = dask.open_cluster(context.workers, context.threads_per_worker)
            self.client = Client(self.cluster)
        self.client.wait_for_workers(context.workers)
        self.client.run(abs, 0)

    def stop(self) -> None:
        """Take it down and wait."""
        if self.client is not None:
            self.client.close()
        if self.cluster is not None:
            self.cluster.close()


def in_blocks(rows: Any, block_rows: int) -> Any:
    """A Dask array of blocks of at most `block_rows` rows, each read where it is needed.

    Memory-mapped rows stay on disk until then: Dask's own `from_array` would send them through its scheduler.
    """
    import dask
    import dask.array as da

    load = dask.delayed(read, pure=True)
    blocks = [
        da.from_delayed(load(part), shape=(_length(part), *rows.shape[1:]), dtype=rows.dtype)
        for part in parts(rows, block_rows)
    ]
    return da.concatenate(blocks)


def _length(part: Part) -> int:
    return part.last - part.first
