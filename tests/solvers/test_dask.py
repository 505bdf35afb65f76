from __future__ import annotations

import dask
import numpy as np
import pytest

from workbench.contracts import Part
from workbench.solvers._dask import OnDask, in_blocks


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


@pytest.fixture(scope="module")
def two_workers():
    """A cluster in this process, which nothing picks up by itself."""
    distributed = pytest.importorskip("distributed", reason="distributed is not installed")
    quiet = {"dashboard": False, "dashboard_address": "127.0.0.1:0"}
    with (
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=False,
            host="127.0.0.1",
            protocol="tcp",
            dashboard_address=None,
            scheduler_kwargs=quiet,
        ) as cluster,
        distributed.Client(cluster, set_as_default=False) as client,
    ):
        client.wait_for_workers(2)
        yield client


def test_what_is_lent_does_all_the_work_and_goes_on_afterwards(two_workers, context):
    first, second = sorted(two_workers.nthreads())
    solver = OnDask()
    solver.start_on(Part({"127.0.0.1": 1}, (two_workers, (second,))), None, context)
    assert [host for host, _ in solver.worker_places()] == ["127.0.0.1"]
    before = solver.work_done()
    assert in_blocks(np.arange(100.0), 10).sum().compute() == 4950.0
    after = solver.work_done()
    grown = {address: done.amount - before[address, name].amount for (address, name), done in after.items()}
    assert grown[first] == 0.0
    assert grown[second] >= 10.0
    solver.stop()
    assert two_workers.status == "running"
    assert two_workers.submit(abs, -1, workers=[first], pure=False).result() == 1
    assert dask.get_annotations() == {}
