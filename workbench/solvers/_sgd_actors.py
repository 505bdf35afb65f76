"""A parameter server and its workers: one holds the weights, the others bring what their rows change of them."""

from __future__ import annotations

from typing import Any, Callable, Tuple

from workbench.solvers._sgd import CHECKS_A_PASS, Goal, Rows, Schedule, share, stretches

Exchange = Callable[[Any], Tuple[Any, bool]]
"""Takes a change of the weights, returns the weights as they then are, and whether all are to stop."""


class Server:
    """Holds the weights, shape (features,). Requests are served one after the other."""

    def __init__(self, features: int) -> None:
        self._features = features
        self.begin()

    def begin(self) -> None:
        """Weights of 0, and nobody is to stop."""
        import numpy as np

        self._weights = np.zeros(self._features)
        self._stopping = False

    def exchange(self, change: Any) -> Tuple[Any, bool]:
        """Add a change, and answer with the weights as they are now, and whether all are to stop."""
        self._weights += change
        return self._weights.copy(), self._stopping

    def end(self) -> None:
        """Have all stop at their next exchange."""
        self._stopping = True

    def weights(self) -> Any:
        """As they are."""
        return self._weights


def bring_changes(
    rows: Rows,
    worker: int,
    workers: int,
    features: int,
    push_rows: int,
    goal: Goal,
    schedule: Schedule,
    exchange: Exchange,
    end: Callable[[], None],
) -> Tuple[int, int]:
    """Pass over the worker's share of the rows, pass after pass, and exchange after every `push_rows` of them.

    No worker waits for another, so the weights that a change was worked out from may be older than those it is added
    to. The first worker looks at the loss and calls `end`. Returns how many rows it used, and its exchanges.
    """
    import numpy as np

    own = share(len(rows), worker, workers)
    between = max(push_rows, len(own) // CHECKS_A_PASS)
    weights, stopping = exchange(np.zeros(features))
    used, unchecked, exchanges = 0, 0, 1
    while used < goal.max_passes * len(own):
        for stretch in stretches(own, push_rows):
            if stopping:
                return used, exchanges
            changed = weights.copy()
            rows.descend(stretch.start, stretch.stop, changed, schedule.at(used / len(own)))
            weights, stopping = exchange(changed - weights)
            used, unchecked, exchanges = used + len(stretch), unchecked + len(stretch), exchanges + 1
            if worker == 0 and unchecked >= between:
                unchecked = 0
                if rows.reached(weights, goal):
                    end()
    return used, exchanges
