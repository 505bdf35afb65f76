"""What the solvers of PageRank share: their task and when they stop."""

from __future__ import annotations

from workbench.contracts import Solver
from workbench.errors import PluginError


class PageRankSolver(Solver):
    """Ranks the nodes of the graph of `sources`, `targets` and `nodes` with `damping`; a result has shape (nodes,).

    It stops once a step changes the ranks by less than `tol` in all (the sum of absolute changes), or fails after
    `max_iter` steps.
    """

    tasks = ("pagerank",)
    parameters = {"tol": 1e-6, "max_iter": 200}

    def check(self) -> None:
        """Both are more than 0."""
        for name in ("tol", "max_iter"):
            if not self.values[name] > 0:
                raise PluginError("%s is %s; it must be more than 0" % (name, self.values[name]))
