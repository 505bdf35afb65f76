"""HOGWILD! on threads."""

from __future__ import annotations

import threading
from typing import Any

from workbench.contracts import Context
from workbench.solvers._hogwild import progress_cells, spent, update_freely
from workbench.solvers._sgd import DescentSolver


class HogwildThreads(DescentSolver):
    """`workers` threads update one array of weights, row by row, without a lock (HOGWILD!).

    Compiled loops hold no interpreter lock. Which updates get lost differs from launch to launch; one worker is plain
    stochastic gradient descent. Nothing is exchanged: what moves does so between the caches of the cores.
    """

    name = "sgd.HogwildThreads"
    deterministic = False

    def solve(self, data: Any, context: Context) -> Any:
        """The weights, shape (features,)."""
        import numpy as np

        weights = np.zeros(data.features)
        progress = np.zeros(progress_cells(context.workers), dtype=np.int64)
        arguments = context.workers, weights, progress, self.goal(data), self.schedule()
        threads = [
            threading.Thread(target=update_freely, args=(self.rows, worker, *arguments), daemon=True)
            for worker in range(context.workers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.tell(context, spent(progress))
        return weights


PLUGIN = HogwildThreads
