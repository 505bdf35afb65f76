"""What one rank runs: `python -m workbench.solvers._sgd_rank COMMANDS ANSWERS ORDER`, started by `_mpi_ranks`.

A rank of a cluster is handed `stand` once, and `work` for each call, as all others are at the same time.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any, List, Mapping, Optional, Tuple

from workbench.child.mpi_rank import Here
from workbench.solvers._mpi_ranks import GO
from workbench.solvers._sgd import Goal, Schedule, Spent, open_rows, warm
from workbench.solvers._sgd_kernels import compiled
from workbench.solvers._sgd_ranks import Rank, all_reduce, local

WAYS = {"all-reduce": all_reduce, "local": local}
POLL_SECONDS = 0.0005
"""MPI waits by looking again and again, which would take a whole core of each rank that has nothing to do."""


def main(arguments: List[str]) -> None:
    """Work each time the first rank is told to, until there is nobody left to tell it."""
    import numpy as np
    from mpi4py import MPI

    commands, answers, order = int(arguments[0]), int(arguments[1]), json.loads(arguments[2])
    world = MPI.COMM_WORLD
    first = world.Get_rank() == 0
    if not first:
        os.close(commands)
        os.close(answers)

    rank = _rank_of(world, order)
    world.Barrier()
    if first:
        os.write(answers, b"\n")
    word = np.zeros(1, dtype=np.int64)
    while True:
        if first:
            word[0] = os.read(commands, 1) == GO
        _told(world, word)
        if not word[0]:
            break
        weights, spent = _worked(rank, order)
        if first:
            _write(answers, json.dumps(spent).encode("ascii") + b"\n" + weights.tobytes())


class Standing:
    """What a rank of a cluster keeps between calls."""

    rank: Any = None


def stand(order: Mapping[str, Any]) -> None:
    """Map the rows and read the loops; returns when all ranks have."""
    Standing.rank = _rank_of(Here.workers, order)
    Here.workers.Barrier()


def work(order: Mapping[str, Any]) -> Optional[Tuple[Any, Spent]]:
    """One call: the weights and what they came to, from the first rank; from the others None."""
    answer = _worked(Standing.rank, order)
    return answer if Standing.rank.number == 0 else None


def _rank_of(world: Any, order: Mapping[str, Any]) -> Rank:
    from mpi4py import MPI

    def add_up(array: Any) -> None:
        world.Allreduce(MPI.IN_PLACE, array)

    rows = open_rows(tuple(order["paths"]), compiled())
    warm(rows, order["features"])
    return Rank(world.Get_rank(), world.Get_size(), rows, order["features"], add_up)


def _worked(rank: Rank, order: Mapping[str, Any]) -> Tuple[Any, Spent]:
    return WAYS[order["way"]](rank, Goal(*order["goal"]), Schedule(*order["schedule"]), order["rows"])


def _told(world: Any, word: Any) -> None:
    """Hand `word` of the first rank to all."""
    waiting = world.Ibcast(word, root=0)
    while not waiting.Test():
        time.sleep(POLL_SECONDS)


def _write(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


if __name__ == "__main__":
    main(sys.argv[1:])
