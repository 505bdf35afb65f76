"""PageRank as products of a sparse matrix, in SciPy."""

from __future__ import annotations

from typing import Any

from workbench.contracts import Context
from workbench.solvers._pagerank import PageRankSolver


class PageRank(PageRankSolver):
    """Builds the matrix of links (CSR), then multiplies it by the ranks until they stand still; one thread.

    The matrix is built in each call, as the other libraries build their graph: phases `transfer_in` and `compute`.
    """

    name = "scipy.pagerank"
    requires = {"numpy": "pip install numpy", "scipy": "pip install scipy"}
    precision = "float64"

    def setup(self, data: Any) -> None:  # noqa: ARG002 - the contract's
        """Import what builds the matrix."""
        from scipy import sparse

        self.sparse = sparse
        self._steps = 1

    def solve(self, data: Any, context: Context) -> Any:
        """The ranks, float64."""
        with context.phase("transfer_in"):
            matrix = self._matrix(data)
        with context.phase("compute"):
            return self._iterated(matrix, data.damping)

    def _matrix(self, data: Any) -> Any:
        """Entry (i, j): the share of j's links that lead to i."""
        import numpy as np

        share = 1.0 / np.bincount(data.sources, minlength=data.nodes)
        return self.sparse.csr_array((share[data.sources], (data.targets, data.sources)), shape=(data.nodes,) * 2)

    def _iterated(self, matrix: Any, damping: float) -> Any:
        import numpy as np

        nodes = matrix.shape[0]
        ranks = np.full(nodes, 1.0 / nodes)
        for steps in range(1, int(self.values["max_iter"]) + 1):
            moved = damping * (matrix @ ranks)
            # What the matrix loses to nodes without links, and what no step follows, goes to all alike.
            moved += (1.0 - moved.sum()) / nodes
            change = np.abs(moved - ranks).sum()
            ranks = moved
            if change < self.values["tol"]:
                self._steps = steps
                return ranks
        raise RuntimeError("the ranks still change by %.2g after %d steps" % (change, self.values["max_iter"]))

    def operations(self, data: Any) -> int:
        """A multiplication and an addition a link and step."""
        return 2 * len(data.sources) * self._steps

    def moved_bytes(self, data: Any) -> int:
        """A number and an index a link and step, and three vectors."""
        return (len(data.sources) * 12 + int(data.nodes) * 24) * self._steps


PLUGIN = PageRank
