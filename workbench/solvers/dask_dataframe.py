"""Dask DataFrame: pandas, lazily, in partitions."""

from __future__ import annotations

import concurrent.futures
from typing import Any

from workbench.contracts import Context
from workbench.solvers._dask_frames import fetched, wanted
from workbench.solvers._group_means import GroupMeansSolver, Means


class DataFrame(GroupMeansSolver):
    """dask.dataframe.read_csv in blocks of 8 MiB, grouped by Dask's own scheduler on `workers` threads or processes.

    Nothing is read before the means are asked for, so reading and grouping can't be told apart. Averaged columns are
    declared as floats: Dask takes types from the file's first bytes, and a `NA` further on would stop it. Blocks of
    Dask's own choice are up to 64 MB, two for a file of 100 MB: too few for more workers.
    """

    name = "dask.DataFrame"
    requires = {"dask": "pip install 'dask[dataframe]'", "pandas": "pip install 'dask[dataframe]'"}
    variants = ("threads", "processes")
    scales_with = "own"

    def setup(self, data: Any) -> None:  # noqa: ARG002 - the contract's
        """Import Dask's data frames."""
        import dask.dataframe

        self.dataframe = dask.dataframe
        self._pool: Any = None

    def start(self, data: Any, context: Context) -> None:  # noqa: ARG002 - the contract's
        """Start the threads or processes. What they import comes with their first task, in the warm-up."""
        self._pool = _started(str(self.variant), context.workers)
        list(self._pool.map(abs, range(context.workers)))

    def stop(self) -> None:
        """End them and wait for them."""
        if self._pool is not None:
            self._pool.shutdown()

    def solve(self, data: Any, context: Context) -> Means:  # noqa: ARG002 - `start` was told
        """Say what is wanted, then compute it."""
        return fetched(wanted(self.dataframe, data).compute(scheduler=self.variant, pool=self._pool), data)


def _started(variant: str, workers: int) -> Any:
    if variant == "threads":
        return concurrent.futures.ThreadPoolExecutor(workers)
    import multiprocessing

    # As Dask starts its own.
    return concurrent.futures.ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))


PLUGIN = DataFrame
