"""What the two ways to share descent over MPI have in common: an environment, and ranks that stand between calls.

On a cluster each rank is handed the same task, and all talk to one another in it.
"""

from __future__ import annotations

from typing import Any, Dict, Hashable, List, Optional, Tuple

from workbench.child.mpi_launch import on_hosts
from workbench.child.mpi_pool import RankPool
from workbench.contracts import Context, Part, WorkDone
from workbench.model.declared_environment import DeclaredEnvironment
from workbench.solvers import _sgd_rank
from workbench.solvers._mpi_ranks import Ranks
from workbench.solvers._sgd import NUMERICS, DescentSolver, Spent

ENVIRONMENT = DeclaredEnvironment("sgd-mpi", (*NUMERICS, "mpi4py==4.1.*", "mpich==5.0.*"))


class MPISolver(DescentSolver):
    """`workers` ranks of MPICH on this machine, which talk through shared memory; or those of a cluster."""

    requires = {**DescentSolver.requires, "mpi4py": "pip install mpi4py mpich"}
    environment = ENVIRONMENT
    engine = "mpi"
    way = ""
    """As `_sgd_rank` calls it."""
    rows_parameter = ""
    """The parameter that says how many rows there are between two exchanges."""
    _pool: Optional[RankPool] = None
    """The ranks on a part of a cluster."""

    def setup(self, data: Any) -> None:
        """Compile the loops; the ranks find them compiled."""
        self._ranks = Ranks()
        super().setup(data)

    def start(self, data: Any, context: Context) -> None:
        """Start the ranks; returns when all have mapped the rows and read their loops."""
        self._ranks.start(context.workers, "workbench.solvers._sgd_rank", self._order(data))

    def start_on(self, part: Part, data: Any, context: Context) -> None:
        """Start them on the hosts of the part; returns when all have mapped the rows, which all hosts must see."""
        hosts, archive = part.handle
        self._pool = RankPool()
        self._pool.start(on_hosts(hosts), context.scratch, archive=archive)
        self._pool.map(_sgd_rank.stand, [self._order(data)] * context.workers)

    def worker_places(self) -> List[Tuple[str, int]]:
        """Of the ranks on a part of a cluster."""
        assert self._pool is not None
        return self._pool.places()

    def work_done(self) -> Dict[Hashable, WorkDone]:
        """Calls that each of them has taken part in."""
        assert self._pool is not None
        return self._pool.work_done()

    def solve(self, data: Any, context: Context) -> Any:
        """The weights, shape (features,)."""
        import numpy as np

        if self._pool is not None:
            answers = self._pool.map(_sgd_rank.work, [self._order(data)] * context.workers)
            weights, spent = next(answer for answer in answers if answer is not None)
            self.tell(context, spent)
            return weights
        weights = np.zeros(data.features)
        answer = self._ranks.call(weights.nbytes)
        weights[:] = np.frombuffer(answer.content)
        self.tell(context, Spent(*answer.numbers))
        return weights

    def _order(self, data: Any) -> Dict[str, Any]:
        return {
            "paths": data.paths,
            "features": data.features,
            "goal": self.goal(data),
            "schedule": self.schedule(),
            "way": self.way,
            "rows": self.values[self.rows_parameter],
        }

    def stop(self) -> None:
        """End the ranks."""
        if self._pool is not None:
            self._pool.stop()
        self._ranks.stop()
