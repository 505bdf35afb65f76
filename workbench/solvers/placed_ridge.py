"""Ridge regression by its normal equations, whose parts workers form on data that are placed in one of four ways."""

from __future__ import annotations

import os
from typing import Any, Callable, List, NamedTuple, Optional, Tuple

from workbench.contracts import Context, Solver
from workbench.contracts.placing import BROADCAST, IN_PLACE, PLACEMENTS, SCATTER, SHARED_FILE, Placing
from workbench.errors import PluginError
from workbench.solvers._linear import LinearRegressor
from workbench.solvers._mapped import Part, file_of, read


class Share(NamedTuple):
    """A worker's rows: `first` to `last` − 1."""

    first: int
    last: int


class Moments(NamedTuple):
    """Sums over rows: their number, of x and of y, of x·xᵀ and of x·y."""

    rows: int
    x: Any
    y: float
    xx: Any
    xy: Any


class PlacedRidge(Solver):
    """Minimises |y − Xw − c|² + alpha |w|² by XᵀX and Xᵀy, of which every worker forms the sums over its rows.

    `placement` says how the rows come to the workers, in every call anew: `scatter` sends each its share, `broadcast`
    sends all of them to each, `shared-file` sends a path, and `in-place` has each make its share again from the
    workload's seed. What is sent is `transfer_in`; reading a file and making rows are in `compute`, with the sums;
    their way home is `transfer_out`. Comes to what sklearn.Ridge[cholesky] comes to.
    """

    name = "placed.Ridge"
    tasks = ("regression",)
    requires = {"numpy": "pip install numpy"}
    scales_with = "workers"
    places_data = True
    parameters = {"placement": SCATTER, "alpha": 1.0}
    precision = "float64"

    def check(self) -> None:
        """One of the four."""
        if self.values["placement"] not in PLACEMENTS:
            raise PluginError(
                "%s: placement is %r; it must be one of %s"
                % (self.name, self.values["placement"], ", ".join(PLACEMENTS))
            )

    def shares_files(self) -> bool:
        """Where workers get a path."""
        return bool(self.values["placement"] == SHARED_FILE)

    def setup(self, data: Any) -> None:
        """Where the rows lie on disk, if workers are to read them there. Raises PluginError where they don't."""
        self._files: Optional[Tuple[str, str]] = _files_of(data.X_train) if self.shares_files() else None

    def start(self, data: Any, context: Context) -> None:  # noqa: ARG002 - the contract's
        """Raises PluginError where the workload can't make rows on a worker."""
        if self.values["placement"] == IN_PLACE and context.make_rows is None:
            raise PluginError("%s: this workload can't make its rows in place; its data are only in files" % self.name)

    def solve(self, data: Any, context: Context) -> LinearRegressor:
        """Ship, compute, gather, and solve for the coefficients here."""
        placing = context.placing()
        assert placing is not None, "planning lets no other backend through"
        shares = shares_of(len(data.X_train), context.workers)
        sums = self._sums(data, shares, placing, context)
        with context.phase("transfer_out"):
            moments = placing.gather(sums)
        with context.phase("compute"):
            return solved(moments, self.values["alpha"])

    def _sums(self, data: Any, shares: List[Share], placing: Placing, context: Context) -> List[Any]:
        function, held = self._brought(data, shares, placing, context)
        with context.phase("compute"):
            if held is not None:
                return placing.compute(function, shares, held)
            source = self._files if self.shares_files() else context.make_rows
            return placing.compute(function, [(source, share) for share in shares])

    def _brought(
        self, data: Any, shares: List[Share], placing: Placing, context: Context
    ) -> Tuple[Callable[..., Any], Optional[List[Any]]]:
        """What a worker calls, and references to the rows that are there now, where they were sent."""
        import numpy as np

        placement = self.values["placement"]
        if placement == SHARED_FILE:
            return of_file, None
        if placement == IN_PLACE:
            return of_rows_made_there, None
        x, y = np.asarray(data.X_train), np.asarray(data.y_train)
        with context.phase("transfer_in"):
            if placement == BROADCAST:
                return of_the_whole, placing.broadcast((x, y))
            return of_its_own, placing.scatter([(x[first:last], y[first:last]) for first, last in shares])

    def operations(self, data: Any) -> Optional[int]:
        """Of half of XᵀX, which is symmetric, its factorisation, and Xᵀy."""
        rows, columns = map(int, data.X_train.shape)
        return rows * columns**2 + columns**3 // 3 + 2 * rows * columns


def shares_of(rows: int, workers: int) -> List[Share]:
    """As even as can be."""
    return [Share(rows * worker // workers, rows * (worker + 1) // workers) for worker in range(workers)]


def of_its_own(rows: Tuple[Any, Any], share: Share) -> Moments:  # noqa: ARG001 - it has no others
    """Of rows that were sent to this worker."""
    return moments_of(*rows)


def of_the_whole(rows: Tuple[Any, Any], share: Share) -> Moments:
    """Of its share of all rows, which every worker was sent."""
    x, y = rows
    return moments_of(x[share.first : share.last], y[share.first : share.last])


def of_file(told: Tuple[Tuple[str, str], Share]) -> Moments:
    """Of rows that it maps from files."""
    paths, share = told
    x, y = (read(Part(path, share.first, share.last, None)) for path in paths)
    return moments_of(x, y)


def of_rows_made_there(told: Tuple[Callable[[int, int], Tuple[Any, Any]], Share]) -> Moments:
    """Of rows that it makes."""
    make_rows, share = told
    return moments_of(*make_rows(share.first, share.last))


def moments_of(x: Any, y: Any) -> Moments:
    """The sums over these rows."""
    return Moments(len(x), x.sum(axis=0), float(y.sum()), x.T @ x, x.T @ y)


def solved(parts: List[Moments], alpha: float) -> LinearRegressor:
    """The coefficients and the intercept, from the sums over all rows."""
    import numpy as np

    rows, x, y, xx, xy = (sum(each) for each in zip(*parts))
    mean_x, mean_y = x / rows, y / rows
    centered = xx - rows * np.outer(mean_x, mean_x)
    centered[np.diag_indices_from(centered)] += alpha
    coef = np.linalg.solve(centered, xy - rows * mean_x * mean_y)
    return LinearRegressor(coef, float(mean_y - mean_x @ coef))


def _files_of(x: Any) -> Tuple[str, str]:
    """X's file, and y's beside it, as workloads write them."""
    path = file_of(x)
    if path is not None:
        folder, name = os.path.split(path)
        beside = os.path.join(folder, name.replace("X_", "y_", 1))
        if name.startswith("X_") and os.path.isfile(beside):
            return path, beside
    raise PluginError("placed.Ridge: this workload's rows don't lie in .npy files that workers could read")


PLUGIN = PlacedRidge
