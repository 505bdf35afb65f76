"""numba: a loop over columns, compiled, on several threads."""

from __future__ import annotations

import os
from typing import Any, Tuple

from workbench.contracts import Context
from workbench.model.declared_environment import DeclaredEnvironment
from workbench.solvers._group_means import GroupMeansSolver, Means, columns


class Kernel(GroupMeansSolver):
    """pyarrow reads the columns needed, then a kernel with `parallel=True` adds up a share of the rows a thread.

    Workers are numba's threads, and pyarrow's. The kernel is compiled by its first call, which is the warm-up.
    """

    name = "numba.Kernel"
    requires = {"numba": "pip install numba", "pyarrow": "pip install pyarrow"}
    environment = DeclaredEnvironment("numba", ("numba==0.68.*", "pyarrow==26.*"))
    scales_with = "own"
    compiles = "numba"

    def configure(self, context: Context) -> None:
        """Say how many threads, before numba is imported: its pool is as large as that from then on."""
        os.environ["NUMBA_NUM_THREADS"] = str(context.workers)

    def setup(self, data: Any) -> None:
        """Import both, and define the kernel."""
        import numba
        import pyarrow as pa
        from pyarrow import csv

        self.numba = numba
        self.pyarrow = pa
        self.csv = csv
        self.options = csv.ConvertOptions(include_columns=columns(data))
        self.kernel = _kernel(numba)

    def solve(self, data: Any, context: Context) -> Means:
        """Read, number the groups, add up, divide."""
        self.numba.set_num_threads(context.workers)
        self.pyarrow.set_cpu_count(context.workers)
        self.pyarrow.set_io_thread_count(context.workers)
        with context.phase("transfer_in"):
            table = self.csv.read_csv(data.path, convert_options=self.options)
        with context.phase("compute"):
            return self._means(table, data, context.workers)

    def _means(self, table: Any, data: Any, shares: int) -> Means:
        import numpy as np

        codes, known = _numbered(table, data.keys)
        sizes = [len(values) for values in known]
        # Stacked, for numba takes Arrow's arrays, some of which are read-only, for different types.
        values = np.stack([_floats(table.column(name)) for name in data.values])
        space = int(np.prod(sizes))
        sums = np.zeros((shares, len(values), space))
        counts = np.zeros((shares, 1 + len(values), space), np.int64)
        self.kernel(codes, values, sums, counts)
        sums, counts = sums.sum(axis=0), counts.sum(axis=0)
        (found,) = np.nonzero(counts[0])
        with np.errstate(invalid="ignore"):
            means = (sums[:, found] / counts[1:, found]).T.tolist()
        groups = zip(*np.unravel_index(found, sizes))
        return {tuple(names[at] for names, at in zip(known, group)): each for group, each in zip(groups, means)}


def _numbered(table: Any, keys: Tuple[str, ...]) -> Tuple[Any, Any]:
    """The number of each row's group, shape (rows,), int64; and of each key the values there are, as lists."""
    import numpy as np

    encoded = [table.column(name).combine_chunks().dictionary_encode() for name in keys]
    known = [column.dictionary.to_pylist() for column in encoded]
    indices = [column.indices.to_numpy(zero_copy_only=False) for column in encoded]
    return np.ravel_multi_index(indices, [len(values) for values in known]), known


def _floats(column: Any) -> Any:
    """Shape (rows,), float64; NaN where there is no value."""
    return column.combine_chunks().cast("float64").to_numpy(zero_copy_only=False)


def _kernel(numba: Any) -> Any:
    import numpy as np

    def add_up(codes: Any, columns: Any, sums: Any, counts: Any) -> None:
        """`columns`, (columns, rows), into `sums`, (shares, columns, groups), and `counts`, (shares, 1 + columns,
        groups): of the rows, then of the values that aren't NaN. No two shares write to one place.
        """
        shares, width = sums.shape[0], sums.shape[1]
        rows = len(codes)
        for share in numba.prange(shares):
            for row in range(share * rows // shares, (share + 1) * rows // shares):
                group = codes[row]
                counts[share, 0, group] += 1
                for place in range(width):
                    value = columns[place, row]
                    if not np.isnan(value):
                        sums[share, place, group] += value
                        counts[share, 1 + place, group] += 1

    return numba.njit(parallel=True)(add_up)


PLUGIN = Kernel
