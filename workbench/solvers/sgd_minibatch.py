"""Stochastic gradient descent by batches, in one thread: what every shared one is held against."""

from __future__ import annotations

from typing import Any

from workbench.contracts import Context
from workbench.solvers._sgd import CHECKS_A_PASS, DescentSolver, Spent, stretches


class Minibatch(DescentSolver):
    """Adds up the gradients of `batch_rows` rows at the same weights, then takes a step along the sum. One thread.

    1 row a batch is plain stochastic gradient descent; up to some hundreds the passes it needs stay the same.
    """

    name = "sgd.Minibatch"
    scales_with = "threads"
    parameters = {**DescentSolver.parameters, "batch_rows": 256}

    def solve(self, data: Any, context: Context) -> Any:
        """The weights, shape (features,)."""
        import numpy as np

        goal, schedule, rows = self.goal(data), self.schedule(), self.rows
        weights, total = np.zeros(data.features), np.zeros(data.features)
        used = steps = 0
        while used < goal.max_passes * len(rows) and not rows.reached(weights, goal):
            begin = used % len(rows)
            for batch in stretches(range(begin, min(begin + self._between(), len(rows))), self.values["batch_rows"]):
                total[:] = 0.0
                rows.add_gradient(batch.start, batch.stop, weights, total)
                weights += schedule.at(used / len(rows)) * total
                used += len(batch)
                steps += 1
        self.tell(context, Spent(used, steps))
        return weights

    def _between(self) -> int:
        """Rows between two looks at the loss."""
        return max(1, -(-len(self.rows) // CHECKS_A_PASS))


PLUGIN = Minibatch
