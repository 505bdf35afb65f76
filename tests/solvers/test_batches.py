import mmap

import numpy as np
import pytest

from workbench.solvers import _batches
from workbench.solvers._batches import Released, batches


@pytest.mark.parametrize(("rows", "batch_rows"), [(range(10), 3), (range(4, 9), 512), (range(6), 1), (range(3, 3), 2)])
def test_each_pass_covers_every_row_once(rows, batch_rows):
    found = list(batches(rows, batch_rows, 2, seed=0))
    seen = [row for some in found for row in range(some.start, some.stop)]
    assert sorted(seen) == sorted([*rows, *rows])
    assert all(some.stop - some.start <= batch_rows for some in found)


def test_passes_differ_in_order_and_a_seed_tells_it():
    orders = [list(batches(range(100), 1, 2, seed)) for seed in (1, 1, 2)]
    assert orders[0] == orders[1] != orders[2]
    assert orders[0][:100] != orders[0][100:]


def resident_bytes(path):
    """Rss of the mapping of `path` in this process (smaps, proc(5))."""
    with open("/proc/self/smaps") as file:
        lines = file.read().splitlines()
    at = next(number for number, line in enumerate(lines) if line.endswith(str(path)))
    return 1024 * int(next(line for line in lines[at:] if line.startswith("Rss:")).split()[1])


@pytest.mark.skipif(not hasattr(mmap, "MADV_DONTNEED"), reason="this system has no such advice")
def test_released_pages_leave_the_process_and_read_the_same(tmp_path, monkeypatch):
    path = tmp_path / "rows.npy"
    np.save(path, np.arange(2**18, dtype=np.float64))
    rows = np.load(path, mmap_mode="r")
    before = float(rows.sum())
    assert resident_bytes(path) >= rows.nbytes // 2
    monkeypatch.setattr(_batches, "RELEASED_BYTES", rows.nbytes)
    released = Released(rows)
    released.after(rows[:-1])
    assert resident_bytes(path) >= rows.nbytes // 2
    released.after(rows[-1:])
    assert resident_bytes(path) < rows.nbytes // 2
    assert float(rows.sum()) == before


def test_an_array_that_is_not_mapped_is_left_alone():
    rows = np.ones(2**18)
    Released(rows).after(rows)
    Released(None).after(rows)
    assert rows.sum() == 2**18
