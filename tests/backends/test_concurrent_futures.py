import os
from concurrent.futures.process import BrokenProcessPool

import pytest

from workbench.backends.concurrent_futures import ConcurrentFutures


def test_a_worker_that_dies_ends_the_work_instead_of_hanging_it(tmp_path):
    backend = ConcurrentFutures(1, scratch=str(tmp_path))
    backend.start()
    try:
        with pytest.raises(BrokenProcessPool):
            backend.map(os._exit, [3])
    finally:
        backend.stop()


def test_what_a_task_raises_inside_parallel_reaches_the_caller(tmp_path):
    from joblib import Parallel, delayed

    backend = ConcurrentFutures(2, scratch=str(tmp_path))
    backend.start()
    try:
        with backend.active(), pytest.raises(ValueError, match="invalid literal"):
            Parallel()(delayed(int)(text) for text in ("1", "two", "3"))
    finally:
        backend.stop()
