"""Dask DataFrame on Dask's distributed scheduler: processes of this machine, or of a cluster's nodes."""

from __future__ import annotations

from typing import Any

from workbench.contracts import Context
from workbench.solvers._dask import OnDask
from workbench.solvers._dask_frames import fetched, wanted
from workbench.solvers._group_means import GroupMeansSolver, Means


class DistributedDataFrame(OnDask, GroupMeansSolver):
    """dask.DataFrame's reading and grouping by workers that talk to one another, a process with one thread each.

    On a cluster every node reads its blocks of the file itself, so all of them must see it.
    """

    name = "dask.DataFrame.distributed"
    requires = {
        "dask": "pip install 'dask[dataframe]'",
        "distributed": "pip install 'workbench[dask]'",
        "pandas": "pip install 'dask[dataframe]'",
    }

    def setup(self, data: Any) -> None:  # noqa: ARG002 - the contract's
        """Import Dask's data frames."""
        import dask.dataframe

        self.dataframe = dask.dataframe

    def solve(self, data: Any, context: Context) -> Means:  # noqa: ARG002 - the cluster has the workers
        """Say what is wanted, then compute it."""
        return fetched(wanted(self.dataframe, data).compute(), data)


PLUGIN = DistributedDataFrame
