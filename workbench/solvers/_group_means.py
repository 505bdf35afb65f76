"""What the solvers of group means share: their task, and the columns they read."""

from __future__ import annotations

from typing import Any, Dict, Iterable, List, Sequence, Tuple

from workbench.contracts import Solver

Means = Dict[Tuple[Any, ...], Sequence[Any]]


class GroupMeansSolver(Solver):
    """Means of some columns of a CSV by others: `data` has its `path`, its `keys` and its `values`.

    A result maps the values of the keys, in their order, to the means, in theirs.
    """

    tasks = ("group-means",)


def columns(data: Any) -> List[str]:
    """The names of the columns that are grouped by, then of those to average."""
    return [*data.keys, *data.values]


def by_group(rows: Iterable[Sequence[Any]], keys: int) -> Means:
    """Rows of `keys` keys and then means, as a library returns them."""
    return {tuple(row[:keys]): tuple(row[keys:]) for row in rows}
