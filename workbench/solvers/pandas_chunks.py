"""pandas over parts of the CSV, dealt to the backend's workers."""

from __future__ import annotations

import io
import os
from typing import Any, List, NamedTuple, Tuple

from workbench.contracts import Context
from workbench.solvers._group_means import GroupMeansSolver, Means, columns

PART_BYTES = 8 * 2**20


class Part(NamedTuple):
    """The rows that begin from `start` up to `stop`, in bytes from the start of the file at `path`."""

    path: str
    header: bytes
    start: int
    stop: int
    keys: Tuple[str, ...]
    values: Tuple[str, ...]


class Chunks(GroupMeansSolver):
    """Each worker reads parts of 8 MiB with pandas and returns sums and counts by group; they are added up at the end.

    What one writes by hand on `multiprocessing.Pool` or `concurrent.futures`: name those backends in the suite. Memory
    holds a part a worker, whatever the file's size. Reading and grouping alternate, so there are no inner phases.
    """

    name = "pandas.Chunks"
    requires = {"pandas": "pip install pandas"}
    scales_with = "workers"

    def setup(self, data: Any) -> None:  # noqa: ARG002 - the contract's
        """Import pandas, which forked workers then have."""
        import pandas as pd

        self.pandas = pd

    def solve(self, data: Any, context: Context) -> Means:
        """Deal the parts out, add up what comes back, divide."""
        found = self.pandas.concat(context.map(sums_and_counts, parts_of(data)))
        totals = found.groupby(level=list(range(len(data.keys)))).sum()
        means = totals["sum"] / totals["count"]
        return dict(zip(means.index, means.itertuples(index=False, name=None)))


def parts_of(data: Any) -> List[Part]:
    """The file's rows, in parts of PART_BYTES; a row belongs to the part that holds its first byte."""
    with open(data.path, "rb") as file:
        header = file.readline()
    size = os.path.getsize(data.path)
    starts = range(len(header), size, PART_BYTES)
    return [Part(data.path, header, start, min(start + PART_BYTES, size), data.keys, data.values) for start in starts]


def sums_and_counts(part: Part) -> Any:
    """A frame by group: for `sum` and `count`, a column a value."""
    import pandas as pd

    frame = pd.read_csv(io.BytesIO(part.header + _rows(part)), usecols=columns(part))
    grouped = frame.groupby(list(part.keys))[list(part.values)]
    return pd.concat({"sum": grouped.sum(), "count": grouped.count()}, axis=1)


def _rows(part: Part) -> bytes:
    with open(part.path, "rb") as file:
        # From the byte before: where that ends a row, the part begins with one.
        file.seek(part.start - 1)
        file.readline()
        begin = file.tell()
        if begin >= part.stop:
            return b""
        rows = file.read(part.stop - begin)
        return rows if rows.endswith(b"\n") else rows + file.readline()


PLUGIN = Chunks
