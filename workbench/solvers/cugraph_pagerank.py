"""cuGraph's PageRank."""

from __future__ import annotations

from typing import Any

from workbench.contracts import Context
from workbench.solvers._pagerank import PageRankSolver
from workbench.solvers._rapids import CUGRAPH, Rapids


class PageRank(PageRankSolver):
    """cugraph.pagerank on a card, in double precision: links are weighted by 1.0, as it takes its numbers from them.

    Links are shipped (`transfer_in`); building the graph is part of `compute`, for it is built there.
    """

    name = "cugraph.pagerank"
    requires = {"cugraph": "pip install cugraph-cu12"}
    environment = CUGRAPH
    devices = ("cuda",)
    deterministic = False

    def setup(self, data: Any) -> None:  # noqa: ARG002 - the contract's
        """Import cuGraph."""
        import cudf
        import cugraph

        self.cudf, self.cugraph = cudf, cugraph
        self.arrays = Rapids("cuda")

    def solve(self, data: Any, context: Context) -> Any:
        """The ranks in host memory, float64."""
        self.arrays.forget_peak()
        with context.phase("transfer_in"):
            ends = {"source": self.arrays.put(data.sources), "target": self.arrays.put(data.targets)}
            self.arrays.wait()
        with context.phase("compute"):
            found = self._ranked(ends, data)
            self.arrays.wait()
        with context.phase("transfer_out"):
            ranks = self.arrays.take(found.sort_values("vertex")["pagerank"].values)
        self.arrays.tell_peak(context)
        return ranks

    def _ranked(self, ends: Any, data: Any) -> Any:
        """A frame of vertices and their ranks, on the card."""
        links = self.cudf.DataFrame(ends)
        links["weight"] = 1.0
        graph = self.cugraph.Graph(directed=True)
        # Nodes are numbered from 0 without gaps already.
        graph.from_cudf_edgelist(
            links, source="source", destination="target", weight="weight", renumber=False, store_transposed=True
        )
        return self.cugraph.pagerank(
            graph, alpha=data.damping, tol=self.values["tol"], max_iter=int(self.values["max_iter"])
        )


PLUGIN = PageRank
