"""HOGWILD!: every worker updates the same weights, row by row, without a lock.

Source: Niu, Recht, Ré & Wright, NIPS 2011. Two updates of one weight at once may lose one, and a worker may read
a weight that another is about to change; with sparse rows that is rare enough to do little harm.
"""

from __future__ import annotations

from typing import Any

from workbench.solvers._sgd import CHECKS_A_PASS, Goal, Rows, Schedule, Spent, share, stretches

STOP = 0
"""Where in `progress` it stands that all are to stop. The rows that worker i has used stand at i + 1."""


def progress_cells(workers: int) -> int:
    """How many numbers `progress` holds."""
    return workers + 1


def update_freely(
    rows: Rows, worker: int, workers: int, weights: Any, progress: Any, goal: Goal, schedule: Schedule
) -> None:
    """Update `weights` (features,) by the worker's share of the rows, pass after pass, until STOP is set.

    Both arrays are shared by all workers; `progress` is of whole numbers. The first worker looks at the loss at the end
    of each stretch and sets STOP, the others go on meanwhile; who has made all its passes ends by itself.
    """
    own = share(len(rows), worker, workers)
    length = max(1, len(own) // CHECKS_A_PASS)
    used, most = 0, goal.max_passes * len(own)
    while used < most:
        for stretch in stretches(own, length):
            if progress[STOP]:
                return
            rows.descend(stretch.start, stretch.stop, weights, schedule.at(used / len(own)))
            used += len(stretch)
            progress[worker + 1] = used
            if worker == 0 and rows.reached(weights, goal):
                progress[STOP] = 1


def spent(progress: Any) -> Spent:
    """What all workers came to: an update a row. They exchange nothing but what lies in shared memory."""
    used = int(progress[1:].sum())
    return Spent(used, used)
