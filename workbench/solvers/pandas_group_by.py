"""pandas: read the CSV into memory, then group it."""

from __future__ import annotations

from typing import Any

from workbench.contracts import Context
from workbench.solvers._group_means import GroupMeansSolver, Means, by_group, columns


class GroupBy(GroupMeansSolver):
    """pandas.read_csv, then groupby and mean, on one thread. pandas has no more.

    `all-columns` reads the file as it is, text included, as `read_csv(path)` does: its peak memory over the bytes of
    the file is what the file takes in pandas. `needed-columns` says `usecols`, what lazy engines find out themselves.
    """

    name = "pandas.GroupBy"
    requires = {"pandas": "pip install pandas"}
    variants = ("all-columns", "needed-columns")

    def setup(self, data: Any) -> None:
        """Import pandas."""
        import pandas as pd

        self.pandas = pd
        self.usecols = columns(data) if self.variant == "needed-columns" else None

    def solve(self, data: Any, context: Context) -> Means:
        """Read, then group."""
        with context.phase("transfer_in"):
            frame = self.pandas.read_csv(data.path, usecols=self.usecols)
        with context.phase("compute"):
            means = frame.groupby(list(data.keys))[list(data.values)].mean().reset_index()
            return by_group(means.itertuples(index=False, name=None), len(data.keys))


PLUGIN = GroupBy
