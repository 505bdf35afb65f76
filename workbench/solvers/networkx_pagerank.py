"""NetworkX's PageRank."""

from __future__ import annotations

from typing import Any

from workbench.contracts import Context
from workbench.model.declared_environment import DeclaredEnvironment
from workbench.solvers._pagerank import PageRankSolver


class PageRank(PageRankSolver):
    """networkx.pagerank on a DiGraph, whose nodes and links are Python objects; one thread.

    Building the graph is `transfer_in`. NetworkX iterates with SciPy's sparse matrices. Its `tol` is of a node, so it
    is told that of the whole divided by the number of nodes.
    """

    name = "networkx.pagerank"
    requires = {"networkx": "pip install networkx", "scipy": "pip install scipy"}
    environment = DeclaredEnvironment("networkx", ("networkx==3.6.*", "numpy==2.*", "scipy==1.*"))

    def setup(self, data: Any) -> None:  # noqa: ARG002 - the contract's
        """Import NetworkX and what it imports at its first call."""
        import networkx as nx
        import scipy.sparse  # noqa: F401

        self.networkx = nx

    def solve(self, data: Any, context: Context) -> Any:
        """The ranks, float64."""
        import numpy as np

        with context.phase("transfer_in"):
            graph = self.networkx.DiGraph()
            graph.add_nodes_from(range(data.nodes))
            graph.add_edges_from(zip(data.sources.tolist(), data.targets.tolist()))
        with context.phase("compute"):
            found = self.networkx.pagerank(
                graph, alpha=data.damping, tol=self.values["tol"] / data.nodes, max_iter=int(self.values["max_iter"])
            )
        with context.phase("transfer_out"):
            # A dictionary of nodes in the order that they were added in.
            return np.fromiter(found.values(), dtype="f8", count=data.nodes)


PLUGIN = PageRank
