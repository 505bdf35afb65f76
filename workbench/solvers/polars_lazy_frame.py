"""Polars: a lazy query over the CSV."""

from __future__ import annotations

import os
from typing import Any

from workbench.contracts import Context
from workbench.model.declared_environment import DeclaredEnvironment
from workbench.solvers._group_means import GroupMeansSolver, Means, by_group


class LazyFrame(GroupMeansSolver):
    """polars.scan_csv, group_by and mean, collected by the `streaming` engine (Polars' own choice) or `in-memory`.

    Workers are Polars' threads, whose number it reads once, when it is imported: POLARS_MAX_THREADS. The query reads
    the columns it needs while it groups, so the two can't be told apart.
    """

    name = "polars.LazyFrame"
    requires = {"polars": "pip install polars"}
    environment = DeclaredEnvironment("polars", ("polars==2.1.*",))
    variants = ("streaming", "in-memory")
    scales_with = "own"

    def configure(self, context: Context) -> None:
        """Say how many threads, before Polars is imported."""
        os.environ["POLARS_MAX_THREADS"] = str(context.workers)

    def setup(self, data: Any) -> None:  # noqa: ARG002 - the contract's
        """Import Polars."""
        import polars as pl

        self.polars = pl

    def solve(self, data: Any, context: Context) -> Means:  # noqa: ARG002 - told before
        """Say what is wanted, then collect it."""
        means = self.polars.col(*data.values).mean()
        query = self.polars.scan_csv(data.path, null_values="NA").group_by(*data.keys).agg(means)
        return by_group(query.collect(engine=self.variant).iter_rows(), len(data.keys))


PLUGIN = LazyFrame
