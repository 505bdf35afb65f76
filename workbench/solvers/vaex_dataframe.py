"""Vaex: a data frame over the CSV, read anew in each pass or held in memory."""

from __future__ import annotations

import os
from typing import Any

from workbench.contracts import Context
from workbench.model.declared_environment import DeclaredEnvironment
from workbench.solvers._group_means import GroupMeansSolver, Means, by_group, columns


class DataFrame(GroupMeansSolver):
    """vaex.from_csv_arrow, groupby and mean: `lazy`, what vaex.open does of a CSV, or read into memory first.

    Workers are Vaex's threads, whose number it reads once, when it is imported: VAEX_NUM_THREADS. Arrow, which reads
    the CSV, is told the same. Where it is lazy, reading and grouping can't be told apart.
    """

    name = "vaex.DataFrame"
    requires = {"vaex": "pip install vaex-core"}
    environment = DeclaredEnvironment("vaex", ("vaex-core==4.19.*",), python="3.11")
    variants = ("lazy", "in-memory")
    scales_with = "own"

    def configure(self, context: Context) -> None:
        """Say how many threads, before Vaex is imported."""
        os.environ["VAEX_NUM_THREADS"] = str(context.workers)
        # Vaex keeps its settings and caches in a folder; a trial starts without any.
        os.environ["VAEX_HOME"] = context.scratch
        import pyarrow as pa

        pa.set_cpu_count(context.workers)
        pa.set_io_thread_count(context.workers)

    def setup(self, data: Any) -> None:  # noqa: ARG002 - the contract's
        """Import Vaex."""
        import vaex

        self.vaex = vaex

    def solve(self, data: Any, context: Context) -> Means:
        """Read, or say what is to be read; then group."""
        if self.variant == "lazy":
            return self._group(self.vaex.from_csv_arrow(data.path, lazy=True), data)
        with context.phase("transfer_in"):
            frame = self.vaex.from_csv_arrow(data.path, lazy=False)
        with context.phase("compute"):
            return self._group(frame, data)

    def _group(self, frame: Any, data: Any) -> Means:
        means = frame.groupby(list(data.keys), agg={name: self.vaex.agg.mean(name) for name in data.values})
        found = means.to_arrays(column_names=columns(data), array_type="list")
        return by_group(zip(*found), len(data.keys))


PLUGIN = DataFrame
