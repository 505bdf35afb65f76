from __future__ import annotations

import pytest


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


@pytest.mark.parametrize("workers", [1, 2])
def test_only_the_workers_that_were_lent_do_tasks(exercised, workers):
    seen = exercised.seen[str(workers)]
    assert sum(1 for count in seen["done"] if count) == workers
    assert {tuple(place) for place in seen["places"]} == {("127.0.0.1", pid) for pid, _ in seen["who"]}
