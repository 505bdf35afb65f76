"""Group means as Dask's data frames have them, whoever computes them."""

from __future__ import annotations

from typing import Any

from workbench.solvers._group_means import Means, by_group, columns

BLOCK_BYTES = 8 * 2**20


def wanted(dataframe: Any, data: Any) -> Any:
    """The means that `data` asks for, not computed yet, as a frame of the module `dataframe`."""
    types = dict.fromkeys(data.values, "float64")
    frame = dataframe.read_csv(data.path, usecols=columns(data), dtype=types, blocksize=BLOCK_BYTES)
    return frame.groupby(list(data.keys))[list(data.values)].mean()


def fetched(means: Any, data: Any) -> Means:
    """Of the computed frame."""
    return by_group(means.reset_index().itertuples(index=False, name=None), len(data.keys))
