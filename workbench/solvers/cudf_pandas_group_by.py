"""The pandas program unchanged, with cudf.pandas in pandas' place."""

from __future__ import annotations

from workbench.contracts import Context
from workbench.solvers._rapids import CUDF
from workbench.solvers.pandas_group_by import GroupBy as PandasGroupBy


class GroupBy(PandasGroupBy):
    """pandas.GroupBy after cudf.pandas.install(): each operation runs on a card, or by pandas where cuDF can't do it.

    Phases are pandas': `transfer_in` is reading, `compute` grouping, with whatever way home the last step takes.
    """

    name = "cudf.pandas.GroupBy"
    requires = {"cudf": "pip install cudf-cu12"}
    environment = CUDF
    devices = ("cuda",)

    def configure(self, context: Context) -> None:  # noqa: ARG002 - the contract's
        """Before pandas is imported."""
        import cudf.pandas

        cudf.pandas.install()


PLUGIN = GroupBy
