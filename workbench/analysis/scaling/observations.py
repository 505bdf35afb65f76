"""Plain arrays of workers and seconds, checked whole and gathered into levels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.errors import DataError
from workbench.model.scaling import Level

Array = NDArray[np.float64]

MAX_NAMED = 3
MOST_WORKERS = 10**9


def levels_of(workers: ArrayLike, seconds: ArrayLike, launches: ArrayLike | None = None) -> tuple[Level, ...]:
    """Levels by rising worker count; rows of one level that share a launch count once, with their median.

    Without `launches` every row is a launch of its own. Order doesn't matter, and a worker count may recur.
    Raises DataError that names the first rows (counted from 0) that can't be used.
    """
    counts, times = _numbers(workers, "workers"), _numbers(seconds, "seconds")
    if len(counts) != len(times):
        raise DataError(
            f"{len(counts)} values of workers, but {len(times)} of seconds", "Give one of each for every run."
        )
    if not len(counts):
        raise DataError("there are no measurements", "Give at least two worker counts with their seconds.")
    whole = (counts >= 1) & (counts <= MOST_WORKERS) & (counts == np.floor(counts))
    _require(whole, counts, "workers", "1, 2, 3, ...")
    _require(np.isfinite(times) & (times > 0), times, "seconds", "finite and above 0")
    if launches is not None:
        counts, times = _one_a_launch(counts, times, np.asarray(launches))
    order = np.argsort(counts, kind="stable")
    distinct, first = np.unique(counts[order], return_index=True)
    parts = np.split(times[order], first[1:])
    return tuple(Level(int(count), tuple(part.tolist())) for count, part in zip(distinct, parts, strict=True))


def check_levels(levels: Sequence[Level]) -> tuple[Level, ...]:
    """Levels that others made, held to the same rules and put in order."""
    workers = [level.workers for level in levels for _ in level.seconds]
    return levels_of(workers, [seconds for level in levels for seconds in level.seconds])


def _numbers(values: ArrayLike, name: str) -> Array:
    try:
        numbers = np.asarray(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise DataError(f"{name} must be numbers: {error}") from error
    if numbers.ndim != 1:
        raise DataError(f"{name} must be one flat series, not an array of {numbers.ndim} dimensions")
    return numbers


def _require(good: NDArray[np.bool_], values: Array, name: str, allowed: str) -> None:
    if np.all(good):
        return
    rows = np.flatnonzero(~good)
    named = ", ".join(f"{values[row]:g} in row {row}" for row in rows[:MAX_NAMED])
    more = f" and {len(rows) - MAX_NAMED} more" if len(rows) > MAX_NAMED else ""
    raise DataError(
        f"{name} must be {allowed}; found {named}{more}", "Rows are counted from 0. Correct or remove them."
    )


def _one_a_launch(counts: Array, times: Array, launches: NDArray[np.generic]) -> tuple[Array, Array]:
    if launches.shape != counts.shape:
        raise DataError(
            f"{len(counts)} values of workers, but launches has {launches.size}", "Give one launch a measurement."
        )
    _, launch = np.unique(launches, return_inverse=True)
    order = np.lexsort((times, launch, counts))
    counts, times, launch = counts[order], times[order], launch[order]
    begins = np.flatnonzero(np.concatenate(([True], (np.diff(counts) != 0) | (np.diff(launch) != 0))))
    sizes = np.diff(np.append(begins, len(counts)))
    median = 0.5 * (times[begins + (sizes - 1) // 2] + times[begins + sizes // 2])
    return counts[begins], median
