from __future__ import annotations

import operator
import pickle
import threading

import joblib
import pytest
from joblib.parallel import SequentialBackend

from workbench.backends import _joblib
from workbench.backends.threading import Threading
from workbench.errors import WorkbenchError


def test_one_worker_is_one_in_everything_but_equality():
    lone = _joblib.worker_count(1)
    assert not operator.eq(lone, 1)
    assert not operator.eq(1, lone)
    assert operator.ne(1, lone)
    assert lone == _joblib.worker_count(1)
    assert (str(lone), lone + 0, 2 * lone, lone <= 1, list(range(lone))) == ("1", 1, 2, True, [0])
    assert lone in {lone}


def test_one_worker_is_pickled_as_the_plain_number():
    assert type(pickle.loads(pickle.dumps(_joblib.worker_count(1)))) is int


@pytest.mark.parametrize("workers", [2, 3, 64])
def test_more_workers_are_plain_numbers(workers):
    assert type(_joblib.worker_count(workers)) is int


def test_a_joblib_that_runs_one_worker_in_the_calling_thread_is_refused():
    with pytest.raises(WorkbenchError, match="calling process"):
        _joblib.check_lone_worker(SequentialBackend(nesting_level=0))


@pytest.fixture(params=[1, 2])
def threads(request):
    backend = Threading(request.param)
    backend.start()
    yield backend
    backend.stop()


def test_the_same_threads_serve_call_after_call(threads):
    with threads.active():
        calls = [set(joblib.Parallel()(joblib.delayed(threading.get_ident)() for _ in range(50))) for _ in range(3)]
    everyone = set(threads.map(lambda _: threading.get_ident(), range(50)))
    assert len(set.union(everyone, *calls)) <= threads.workers


def test_an_error_in_a_task_comes_back_and_the_workers_go_on(threads):
    def fail(item):
        if item == 3:
            raise KeyError("three")
        return item

    with threads.active():
        with pytest.raises(KeyError, match="three"):
            joblib.Parallel()(joblib.delayed(fail)(item) for item in range(6))
        assert joblib.Parallel()(joblib.delayed(abs)(item) for item in (-1, 1)) == [1, 1]
    with pytest.raises(KeyError, match="three"):
        threads.map(fail, range(6))
    assert threads.map(abs, [-1]) == [1]


def test_parallel_can_be_held_open_over_several_calls(threads):
    with threads.active(), joblib.Parallel() as parallel:
        for _ in range(2):
            idents = set(parallel(joblib.delayed(threading.get_ident)() for _ in range(10)))
            assert threading.get_ident() not in idents


def test_outside_active_nothing_changes(threads):
    with threads.active():
        assert joblib.effective_n_jobs(-1) == _joblib.worker_count(threads.workers)
    assert isinstance(joblib.parallel.get_active_backend()[0], joblib.parallel.LokyBackend)
