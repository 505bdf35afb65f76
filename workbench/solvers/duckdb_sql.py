"""DuckDB: one SQL query over the CSV."""

from __future__ import annotations

from typing import Any

from workbench.contracts import Context
from workbench.model.declared_environment import DeclaredEnvironment
from workbench.solvers._group_means import GroupMeansSolver, Means, by_group


class Sql(GroupMeansSolver):
    """SELECT … avg(…) FROM read_csv(…) GROUP BY …, in an in-memory database with `threads` set to the workers.

    The query reads the file while it groups, so the two can't be told apart. What doesn't fit in memory would be
    written to the trial's scratch folder.
    """

    name = "duckdb.SQL"
    requires = {"duckdb": "pip install duckdb"}
    environment = DeclaredEnvironment("duckdb", ("duckdb==2.0.*",))
    scales_with = "own"

    def setup(self, data: Any) -> None:
        """Import DuckDB and write the query."""
        import duckdb

        self.duckdb = duckdb
        keys = ", ".join(_quoted(name) for name in data.keys)
        means = ", ".join("avg(%s)" % _quoted(name) for name in data.values)
        # Names come from the workload, and are quoted; the path is a parameter of the query.
        self.query = "SELECT %s, %s FROM read_csv(?, nullstr = 'NA') GROUP BY %s" % (keys, means, keys)  # noqa: S608

    def solve(self, data: Any, context: Context) -> Means:
        """Connect, query, fetch."""
        settings = {"threads": context.workers, "temp_directory": context.scratch}
        with self.duckdb.connect(config=settings) as connection:
            rows = connection.execute(self.query, [data.path]).fetchall()
        return by_group(rows, len(data.keys))


def _quoted(name: str) -> str:
    """An SQL identifier."""
    return '"%s"' % name.replace('"', '""')


PLUGIN = Sql
