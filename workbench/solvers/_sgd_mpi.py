"""What the two ways to share descent over MPI have in common: an environment, and ranks that stand between calls."""

from __future__ import annotations

from typing import Any

from workbench.contracts import Context
from workbench.model.declared_environment import DeclaredEnvironment
from workbench.solvers._mpi_ranks import Ranks
from workbench.solvers._sgd import NUMERICS, DescentSolver, Spent

ENVIRONMENT = DeclaredEnvironment("sgd-mpi", (*NUMERICS, "mpi4py==4.1.*", "mpich==5.0.*"))


class MPISolver(DescentSolver):
    """`workers` ranks of MPICH on this machine, which talk through shared memory."""

    requires = {**DescentSolver.requires, "mpi4py": "pip install mpi4py mpich"}
    environment = ENVIRONMENT
    way = ""
    """As `_sgd_rank` calls it."""
    rows_parameter = ""
    """The parameter that says how many rows there are between two exchanges."""

    def setup(self, data: Any) -> None:
        """Compile the loops; the ranks find them compiled."""
        self._ranks = Ranks()
        super().setup(data)

    def start(self, data: Any, context: Context) -> None:
        """Start the ranks; returns when all have mapped the rows and read their loops."""
        order = {
            "paths": data.paths,
            "features": data.features,
            "goal": self.goal(data),
            "schedule": self.schedule(),
            "way": self.way,
            "rows": self.values[self.rows_parameter],
        }
        self._ranks.start(context.workers, "workbench.solvers._sgd_rank", order)

    def solve(self, data: Any, context: Context) -> Any:
        """The weights, shape (features,)."""
        import numpy as np

        weights = np.zeros(data.features)
        answer = self._ranks.call(weights.nbytes)
        weights[:] = np.frombuffer(answer.content)
        self.tell(context, Spent(*answer.numbers))
        return weights

    def stop(self) -> None:
        """End the ranks."""
        self._ranks.stop()
