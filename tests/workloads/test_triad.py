import threading

import numpy as np
import pytest

from workbench.errors import DataError
from workbench.telemetry.kernel.caches import Cache
from workbench.workloads import triad
from workbench.workloads.triad import Triad, move


@pytest.fixture(autouse=True)
def forgotten():
    """What this thread keeps goes when the test does."""
    yield
    triad._kept.arrays = None


@pytest.fixture
def cached(monkeypatch):
    def tell(size):
        caches = (Cache(3, "Unified", size, "0-1"),) if size else ()
        monkeypatch.setattr(triad, "read_caches", lambda: caches)

    return tell


@pytest.mark.parametrize("workers", [1, 2, 3, 7])
def test_the_parts_are_the_whole_and_nearly_equal(context, workers):
    handed_out = []
    context.workers = workers
    context.map = lambda function, items: handed_out.extend(items)
    Triad(size_bytes=16 * 1001, passes=3).run(None, context)
    sizes = [elements for elements, _ in handed_out]
    assert (len(sizes), sum(sizes)) == (workers, 1001)
    assert max(sizes) - min(sizes) <= 1
    assert {passes for _, passes in handed_out} == {3}


def test_y_grows_by_x_in_every_pass():
    move((10, 4))
    x, y = triad._kept.arrays
    assert np.array_equal(y, 4 * x)


def test_a_worker_keeps_its_arrays_and_another_thread_has_its_own():
    move((10, 1))
    mine = triad._kept.arrays
    theirs = []
    thread = threading.Thread(target=lambda: (move((10, 1)), theirs.append(triad._kept.arrays)))
    thread.start()
    thread.join()
    move((10, 1))
    assert triad._kept.arrays[1] is mine[1]
    assert theirs[0][1] is not mine[1]
    assert np.array_equal(mine[1], np.full(10, 2.0))


def test_it_declares_24_bytes_an_element_and_pass(cached):
    cached(1 << 20)
    assert Triad(size_bytes=4 << 20, passes=8).moved_bytes(None) == 24 * (1 << 18) * 8


@pytest.mark.parametrize("cache", [0, (1 << 20) + 1])
def test_what_may_stay_in_caches_or_is_not_told_is_not_declared(cached, cache):
    cached(cache)
    assert Triad(size_bytes=4 << 20).moved_bytes(None) is None


@pytest.mark.parametrize(("name", "value"), [("size_bytes", 15), ("passes", 0)])
def test_what_can_not_work_is_refused_with_what_is_allowed(name, value):
    with pytest.raises(DataError, match=f"{name} is {value}; it must be at least"):
        Triad(**{name: value})
