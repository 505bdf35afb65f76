"""Lloyd's k-means by formulas that any array library runs."""

from __future__ import annotations

from typing import Any, NamedTuple

from workbench.contracts import Context
from workbench.solvers._array_solver import ArraySolver

SEEDING_ROWS = 10000
"""k-means++ looks at so many rows at most, on the host: it is one pass a centre, and not what a card is for."""


class Found(NamedTuple):
    """The centres, shape (clusters, features)."""

    cluster_centers_: Any


class ArrayKMeans(ArraySolver):
    """Lloyd's iterations from k-means++ centres (Arthur & Vassilvitskii 2007), until no centre moves by `tol`.

    Distances are |x|² − 2x·c + |c|², so most of the work is one matrix product; sums of a cluster's rows are another,
    with the one-hot matrix of labels. A step is in units of the features' mean variance, as scikit-learn's is.
    """

    tasks = ("clustering",)
    parameters = {"precision": "float64", "max_iter": 300, "tol": 1e-4}

    def solve(self, data: Any, context: Context) -> Found:
        """Centres at home, in double precision."""
        first = seeded(data.X_train, len(data.centres), context.seed)
        rows, centres = self.ship(context, data.X_train, first)
        with context.phase("compute"):
            centres = self._lloyd(rows, centres)
            self.arrays.wait(centres)
        (found,) = self.fetch(context, centres)
        return Found(found.astype("float64"))

    def _lloyd(self, rows: Any, centres: Any) -> Any:
        xp = self.arrays.xp
        numbers = xp.arange(centres.shape[0], device=rows.device)
        enough = self.values["tol"] * float(xp.mean(xp.var(rows, axis=0)))
        self._passes = 0
        for _ in range(int(self.values["max_iter"])):
            nearer = xp.sum(centres * centres, axis=1) - 2 * (rows @ centres.T)
            chosen = xp.astype(xp.argmin(nearer, axis=1)[:, None] == numbers[None, :], rows.dtype)
            counts = xp.sum(chosen, axis=0)
            # A centre that nobody is near to stays where it is.
            moved = xp.where(
                counts[:, None] > 0, (chosen.T @ rows) / xp.maximum(counts, counts * 0 + 1)[:, None], centres
            )
            shift = float(xp.sum((moved - centres) ** 2))
            centres = moved
            self._passes += 1
            if shift <= enough:
                break
        return centres

    def operations(self, data: Any) -> int:
        """Two products of n × d by d × k a pass."""
        rows, columns = map(int, data.X_train.shape)
        return 4 * rows * columns * len(data.centres) * self._passes

    def moved_bytes(self, data: Any) -> int:
        """The rows twice a pass."""
        rows, columns = map(int, data.X_train.shape)
        return 2 * rows * columns * self.item_bytes() * self._passes


def seeded(rows: Any, clusters: int, seed: int) -> Any:
    """k-means++ centres, shape (clusters, features), of at most SEEDING_ROWS rows; in NumPy."""
    import numpy as np

    random = np.random.default_rng(seed)
    sample = np.array(rows[random.choice(len(rows), min(len(rows), SEEDING_ROWS), replace=False)])
    centres = [sample[random.integers(len(sample))]]
    nearest = np.square(sample - centres[0]).sum(axis=1)
    while len(centres) < clusters:
        # Rows that all coincide with centres leave nothing to prefer.
        total = nearest.sum()
        chosen = random.choice(len(sample), p=nearest / total) if total > 0 else random.integers(len(sample))
        centres.append(sample[chosen])
        nearest = np.minimum(nearest, np.square(sample - centres[-1]).sum(axis=1))
    return np.array(centres)
