from __future__ import annotations

import pytest

from workbench.backends import _dask
from workbench.errors import WorkbenchError


@pytest.fixture(scope="module")
def exercised(run_script):
    return run_script("exercise_dask_address.py", {"workers": 2, "levels": [1, 2]})


@pytest.mark.parametrize("workers", [1, 2])
def test_a_cluster_at_an_address_lends_as_many_workers_as_asked_for(exercised, workers):
    seen = exercised.seen[str(workers)]
    assert len({tuple(who) for who in seen["who"]}) == workers
    assert seen["squares"] == [item * item for item in range(9)]


def test_a_cluster_that_is_too_small_is_refused_with_what_to_do(exercised):
    message, remedy = exercised.seen["refused"]
    assert "exactly 3 threads" in message
    assert "fewer workers" in remedy


def test_a_cluster_at_an_address_is_left_running(exercised):
    assert exercised.seen["still_there"] == 2
    assert exercised.survivors == []


class Cluster:
    def __init__(self, threads: dict[str, int]) -> None:
        self.threads = threads

    def nthreads(self) -> dict[str, int]:
        return self.threads


def test_workers_are_chosen_in_a_stable_order():
    assert _dask.choose(Cluster({"b": 1, "a": 1, "c": 1}), 2) == ("a", "b")


def test_a_worker_with_more_threads_than_are_left_is_passed_over():
    assert _dask.choose(Cluster({"a": 4, "b": 2}), 2) == ("b",)


@pytest.mark.parametrize("threads", [{}, {"a": 4}, {"a": 1}])
def test_a_cluster_that_cannot_be_divided_is_refused(threads):
    with pytest.raises(WorkbenchError, match="exactly 2 threads"):
        _dask.choose(Cluster(threads), 2)
