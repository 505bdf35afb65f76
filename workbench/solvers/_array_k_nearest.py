"""Nearest neighbours by formulas that any array library runs."""

from __future__ import annotations

from typing import Any

from workbench.contracts import Context
from workbench.errors import PluginError
from workbench.solvers._array_solver import ArraySolver
from workbench.solvers._nearest import PARAMETERS, require_neighbors


class ArrayKNearest(ArraySolver):
    """The share of a row's `n_neighbors` nearest training rows that are of class 1: shape (rows,).

    Distances to all of them, |t|² − 2x·t (the rest is the same for all of a row's), `part_rows` rows at a time, so
    that they fit in the device's memory; then the library's own choice of the smallest. Training rows are shipped in
    each call too.
    """

    tasks = ("prediction",)
    parameters = dict(PARAMETERS, precision="float32", part_rows=8192)

    def check(self) -> None:
        """There is a neighbour to ask, and a row at a time."""
        super().check()
        require_neighbors(self.values["n_neighbors"])
        if self.values["part_rows"] < 1:
            raise PluginError("part_rows is %d; it must be at least 1" % self.values["part_rows"])

    def solve(self, data: Any, context: Context) -> Any:
        """The shares at home."""
        rows, labels, asked = self.ship(context, data.X_train, data.y_train, data.X_test)
        with context.phase("compute"):
            shares = self._shares(rows, labels, asked)
            self.arrays.wait(shares)
        (found,) = self.fetch(context, shares)
        return found

    def _shares(self, rows: Any, labels: Any, asked: Any) -> Any:
        xp, at_once = self.arrays.xp, int(self.values["part_rows"])
        count = min(int(self.values["n_neighbors"]), int(rows.shape[0]))
        lengths = xp.sum(rows * rows, axis=1)
        parts = []
        for first in range(0, int(asked.shape[0]), at_once):
            nearer = lengths - 2 * (asked[first : first + at_once] @ rows.T)
            parts.append(xp.mean(labels[self.arrays.smallest(nearer, count)], axis=1))
        return xp.concat(parts)

    def operations(self, data: Any) -> int:
        """A product of n × d by d × t, and what makes distances of it."""
        asked, columns = map(int, data.X_test.shape)
        rows = len(data.X_train)
        return 2 * asked * rows * columns + 2 * asked * rows

    def moved_bytes(self, data: Any) -> int:
        """Distances written once and read once; rows, which are few beside them, once."""
        asked, columns = map(int, data.X_test.shape)
        rows = len(data.X_train)
        return (2 * asked * rows + (asked + rows) * columns) * self.item_bytes()
