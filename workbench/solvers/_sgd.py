"""What the ways to share stochastic gradient descent have in common: the rows, the steps, the end, what they tell."""

from __future__ import annotations

import os
from typing import Any, Dict, Iterator, NamedTuple, Tuple

from workbench.contracts import Context, Solver
from workbench.errors import PluginError
from workbench.model.declared_environment import DeclaredEnvironment
from workbench.solvers._sgd_kernels import Kernels, compiled

NUMERICS = ("numba==0.68.*", "numpy==2.4.*")
ENVIRONMENT = DeclaredEnvironment("sgd", NUMERICS)
CHECKS_A_PASS = 4
"""So often in a pass over the rows it is looked whether the loss is low enough: on 1 row in 20 that costs some 3 %."""
WEIGHT_BYTES = 8


class Goal(NamedTuple):
    """Where descent ends: at a mean loss of `target_loss` over every `stride`-th row, or after `max_passes` passes."""

    stride: int
    target_loss: float
    max_passes: float


class Schedule(NamedTuple):
    """The step's length: `step` in the first pass over the rows, and `decay` times as long in each one that follows."""

    step: float
    decay: float

    def at(self, passes: float) -> float:
        """The step's length after so many passes."""
        return float(self.step * self.decay ** int(passes))

    def averaged(self, workers: int) -> Schedule:
        """For steps of which the mean over `workers` is taken: as many times as long, so that the mean is their sum.

        With steps of one length for any number of them, 4 workers don't come to 0.99 of the gap in 40 passes; so they
        take as many passes as 1.
        """
        return Schedule(self.step * workers, self.decay)


class Rows(NamedTuple):
    """Sparse rows and the loops over them."""

    columns: Any
    values: Any
    labels: Any
    kernels: Kernels

    def __len__(self) -> int:
        return len(self.labels)

    def descend(self, first: int, last: int, weights: Any, step: float) -> None:
        """An update a row."""
        self.kernels.descend(self.columns, self.values, self.labels, first, last, weights, step)

    def add_gradient(self, first: int, last: int, weights: Any, total: Any) -> None:
        """Add the way downhill of the rows, at the same weights, to `total`."""
        self.kernels.gradient(self.columns, self.values, self.labels, first, last, weights, total)

    def reached(self, weights: Any, goal: Goal) -> bool:
        """Whether the loss is low enough. Looks at no more than the rows that are checked."""
        return self.checked_loss(weights, goal, 0, 1) <= goal.target_loss

    def checked_loss(self, weights: Any, goal: Goal, worker: int, workers: int) -> float:
        """One worker's part of the mean loss over the rows that are checked: the parts of all add up to it."""
        checked = len(range(0, len(self.labels), goal.stride))
        own = share(checked, worker, workers)
        first, last = own.start * goal.stride, min(own.stop * goal.stride, len(self.labels))
        total = self.kernels.loss(self.columns, self.values, self.labels, first, last, goal.stride, weights)
        return float(total) / checked


class Spent(NamedTuple):
    """What a call came to: rows used, updates made, times that weights or gradients were exchanged, and their bytes."""

    rows: int
    steps: int
    exchanges: int = 0
    moved_bytes: int = 0


def open_rows(paths: Tuple[str, ...], kernels: Kernels) -> Rows:
    """The rows at `paths` (columns, values, labels), mapped: the same pages in every process. Plain views, as numba
    compiles another loop for each class of array."""
    import numpy as np

    columns, values, labels = (np.asarray(np.load(path, mmap_mode="r", allow_pickle=False)) for path in paths)
    return Rows(columns, values, labels, kernels)


def warm(rows: Rows, features: int) -> None:
    """Compile, or read what was compiled: one row each."""
    import numpy as np

    weights = np.zeros(features)
    rows.descend(0, 1, weights, 0.0)
    rows.add_gradient(0, 1, weights, np.zeros(features))
    rows.reached(weights, Goal(max(1, len(rows)), 0.0, 1.0))


def share(rows: int, worker: int, workers: int) -> range:
    """The rows of one worker: contiguous, all covered, the sizes one apart at most."""
    return range(rows * worker // workers, rows * (worker + 1) // workers)


def stretches(rows: range, length: int) -> Iterator[range]:
    """`rows` in stretches of at most `length`."""
    for first in range(rows.start, rows.stop, length):
        yield range(first, min(first + length, rows.stop))


class DescentSolver(Solver):
    """Minimises the logistic loss of sparse rows by steps along the gradient of single rows or batches.

    The step is `step` long in the first pass, `decay` times as long in each one that follows; it ends at the workload's
    target or after `max_passes`.
    """

    tasks = ("logistic-loss",)
    requires = {"numba": "pip install numba"}
    environment = ENVIRONMENT
    scales_with = "own"
    parameters: Dict[str, Any] = {"step": 1.0, "decay": 0.7, "max_passes": 40}

    def check(self) -> None:
        """All parameters are more than 0, and a step never grows. Raises PluginError."""
        wrong = ["%s is %s; it must be more than 0" % item for item in self.values.items() if not item[1] > 0]
        if self.values["decay"] > 1:
            wrong.append("decay is %s; it must be at most 1" % self.values["decay"])
        if wrong:
            raise PluginError("%s: %s" % (self.name, "; ".join(wrong)))

    def configure(self, context: Context) -> None:
        """Say where compiled loops are kept: by this launch only, and for all its processes."""
        os.environ["NUMBA_CACHE_DIR"] = context.scratch

    def setup(self, data: Any) -> None:
        """Compile the loops."""
        self.rows = open_rows(data.paths, compiled())
        warm(self.rows, data.features)

    def goal(self, data: Any) -> Goal:
        """Where descent ends."""
        return Goal(data.check_stride, data.target_loss, self.values["max_passes"])

    def schedule(self) -> Schedule:
        """How long steps are."""
        return Schedule(self.values["step"], self.values["decay"])

    def tell(self, context: Context, spent: Spent) -> None:
        """Tell what the call came to."""
        context.tell("passes", spent.rows / len(self.rows))
        context.tell("moved_bytes", spent.moved_bytes)
        context.tell("exchanges", spent.exchanges)
        context.tell("steps", spent.steps)
