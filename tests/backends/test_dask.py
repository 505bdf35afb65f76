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


@pytest.mark.parametrize("workers", [1, 2])
def test_each_worker_gets_its_piece_or_all_of_it(exercised, workers):
    seen = exercised.seen[str(workers)]
    pids = [pid for _, pid in seen["places"]]
    assert seen["placed"]["scattered"] == [[pid, float(worker), worker] for worker, pid in enumerate(pids)]
    assert seen["placed"]["broadcast"] == [[pid, 49999.5, worker] for worker, pid in enumerate(pids)]
    assert seen["placed"]["by_item"] == [worker * worker for worker in range(workers)]


@pytest.mark.parametrize("workers", [1, 2])
def test_what_is_broadcast_goes_on_from_worker_to_worker_and_what_is_scattered_does_not(exercised, workers):
    sent = exercised.seen[str(workers)]["placed"]["bytes"]
    assert sent["scatter"] < 10_000, "what comes home is small"
    assert sent["broadcast"] // 10_000 == (workers - 1) * 80
