"""cuDF: read the CSV into the card's memory, then group it there."""

from __future__ import annotations

from typing import Any

from workbench.contracts import Context
from workbench.solvers._group_means import GroupMeansSolver, Means, by_group, columns
from workbench.solvers._rapids import CUDF, Rapids


class GroupBy(GroupMeansSolver):
    """cudf.read_csv of the columns needed, then groupby and mean, on a card.

    The card parses the text, so `transfer_in` is reading, shipping and parsing; the CSV comes from the disk's cache.
    """

    name = "cudf.GroupBy"
    requires = {"cudf": "pip install cudf-cu12"}
    environment = CUDF
    devices = ("cuda",)

    def setup(self, data: Any) -> None:  # noqa: ARG002 - the contract's
        """Import cuDF."""
        import cudf

        self.cudf = cudf
        self.arrays = Rapids("cuda")

    def solve(self, data: Any, context: Context) -> Means:
        """Read, then group; the few means come home."""
        self.arrays.forget_peak()
        with context.phase("transfer_in"):
            frame = self.cudf.read_csv(data.path, usecols=columns(data), na_values=["NA"])
            self.arrays.wait()
        with context.phase("compute"):
            means = frame.groupby(list(data.keys))[list(data.values)].mean().reset_index()
            self.arrays.wait()
        with context.phase("transfer_out"):
            home = by_group(means.to_pandas().itertuples(index=False, name=None), len(data.keys))
        self.arrays.tell_peak(context)
        return home


PLUGIN = GroupBy
