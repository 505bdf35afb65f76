"""Descent by ranks that work in step and add arrays up: gradients at each step, or weights now and then.

`add_up` replaces an array by its sum over all ranks, in place; every rank calls it as often as every other.
"""

from __future__ import annotations

from typing import Any, Callable, NamedTuple, Tuple

from workbench.solvers._sgd import CHECKS_A_PASS, WEIGHT_BYTES, Goal, Rows, Schedule, Spent, share, stretches

AddUp = Callable[[Any], None]


class Rank(NamedTuple):
    """One of `ranks`, what it has of the problem, and how it adds up."""

    number: int
    ranks: int
    rows: Rows
    features: int
    add_up: AddUp

    def least_bytes(self) -> int:
        """The least that all ranks together send in adding up weights: each part to one rank, each sum back."""
        return 2 * (self.ranks - 1) * self.features * WEIGHT_BYTES

    def reached(self, weights: Any, goal: Goal) -> bool:
        """Whether the loss is low enough. Each rank looks at its part of the checked rows; all answer alike."""
        import numpy as np

        loss = np.array([self.rows.checked_loss(weights, goal, self.number, self.ranks)])
        self.add_up(loss)
        return bool(loss[0] <= goal.target_loss)


def all_reduce(rank: Rank, goal: Goal, schedule: Schedule, batch_rows: int) -> Tuple[Any, Spent]:
    """Each rank adds up the gradients of its part of every batch of `batch_rows`; all take one step along the sum.

    The same steps as one process makes, up to the order in which numbers are added.
    """
    import numpy as np

    weights, total = np.zeros(rank.features), np.zeros(rank.features)
    count = len(rank.rows)
    used = steps = 0
    while used < goal.max_passes * count and not rank.reached(weights, goal):
        begin = used % count
        for batch in stretches(range(begin, min(begin + _between(count), count)), batch_rows):
            own = share(len(batch), rank.number, rank.ranks)
            total[:] = 0.0
            rank.rows.add_gradient(batch.start + own.start, batch.start + own.stop, weights, total)
            rank.add_up(total)
            weights += schedule.at(used / count) * total
            used += len(batch)
            steps += 1
    return weights, Spent(used, steps, steps, steps * rank.least_bytes())


def local(rank: Rank, goal: Goal, schedule: Schedule, local_rows: int) -> Tuple[Any, Spent]:
    """Each rank makes a step a row on weights of its own, over `local_rows` of its share; then all take the mean.

    Steps are as many times as long as there are ranks (`Schedule.averaged`). Source: Stich, ICLR 2019 (local SGD).
    """
    import numpy as np

    weights = np.zeros(rank.features)
    lengthened = schedule.averaged(rank.ranks)
    count = len(rank.rows)
    # As many on every rank: they meet as often.
    own = share(count, rank.number, rank.ranks)
    length = count // rank.ranks
    passed = exchanges = 0
    while passed < goal.max_passes * length and not rank.reached(weights, goal):
        begin = passed % length
        for stretch in stretches(range(begin, min(begin + _between(length), length)), local_rows):
            first, last = own.start + stretch.start, own.start + stretch.stop
            rank.rows.descend(first, last, weights, lengthened.at(passed / length))
            rank.add_up(weights)
            weights /= rank.ranks
            passed += len(stretch)
            exchanges += 1
    used = passed * rank.ranks
    return weights, Spent(used, used, exchanges, exchanges * rank.least_bytes())


def _between(rows: int) -> int:
    """Rows between two looks at the loss."""
    return max(1, -(-rows // CHECKS_A_PASS))
