from __future__ import annotations

import dask
import numpy as np
import pytest

from workbench.solvers._dask import in_blocks


@pytest.mark.parametrize("shape", [(70, 3), (70,)])
@pytest.mark.parametrize(("block_rows", "blocks"), [(100, 1), (30, 3)])
def test_blocks_hold_the_rows_in_their_order(shape, block_rows, blocks, tmp_path):
    rows = np.arange(np.prod(shape), dtype="float32").reshape(shape)
    np.save(tmp_path / "rows.npy", rows)
    for source in (rows, np.load(tmp_path / "rows.npy", mmap_mode="r")):
        array = in_blocks(source, block_rows)
        assert array.shape == shape
        assert array.dtype == rows.dtype
        assert array.numblocks[0] == blocks
        with dask.config.set(scheduler="synchronous"):
            assert np.array_equal(array.compute(), rows)
