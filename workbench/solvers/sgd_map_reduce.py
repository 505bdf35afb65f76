"""Stochastic gradient descent as MapReduce does it: a job a pass, each worker's weights averaged at its end."""

from __future__ import annotations

from typing import Any, NamedTuple, Tuple

from workbench.contracts import Context
from workbench.solvers._sgd import WEIGHT_BYTES, DescentSolver, Spent, open_rows, share
from workbench.solvers._sgd_kernels import compiled


class Task(NamedTuple):
    """A worker's part of a job: the rows from `first` to `last` − 1 of those at `paths`, from `weights` on."""

    paths: Tuple[str, ...]
    first: int
    last: int
    weights: Any
    step: float


class MapReduce(DescentSolver):
    """Each worker of the backend passes over its share of the rows, a step a row; then all go on from the mean.

    A job a pass: weights travel to every worker and back, and all wait for the last. The loss is looked at between
    jobs, in the main process. Steps are as many times as long as there are workers, since a mean is as many times
    shorter than the sum. Source: Zinkevich, Weimer, Smola & Li, NIPS 2010; averaged pass by pass as McDonald, Hall
    & Mann, NAACL 2010.
    """

    name = "sgd.MapReduce"
    scales_with = "workers"

    def solve(self, data: Any, context: Context) -> Any:
        """The weights, shape (features,)."""
        import numpy as np

        goal, schedule, count = self.goal(data), self.schedule().averaged(context.workers), len(self.rows)
        shares = [share(count, worker, context.workers) for worker in range(context.workers)]
        weights = np.zeros(data.features)
        passes = 0
        while passes < goal.max_passes and not self.rows.reached(weights, goal):
            step = schedule.at(passes)
            tasks = [Task(data.paths, own.start, own.stop, weights, step) for own in shares]
            weights = np.mean(context.map(passed, tasks), axis=0)
            passes += 1
        moved_bytes = 2 * passes * len(shares) * data.features * WEIGHT_BYTES
        self.tell(context, Spent(passes * count, passes * count, passes, moved_bytes))
        return weights


def passed(task: Task) -> Any:
    """The weights after one pass over the task's rows, shape (features,)."""
    weights = task.weights.copy()
    open_rows(task.paths, compiled()).descend(task.first, task.last, weights, task.step)
    return weights


PLUGIN = MapReduce
