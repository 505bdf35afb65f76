"""Every backend that has workers: brought up, worked on by `map` and by joblib's Parallel, and taken down."""

from __future__ import annotations

import os

import pytest

EXERCISES = {
    "threading": {"backend": "threading", "levels": [1, 2, 4]},
    "loky": {"backend": "loky", "levels": [1, 2, 4]},
    "multiprocessing-fork": {"backend": "multiprocessing", "levels": [1, 2, 4], "options": {"start_method": "fork"}},
    "multiprocessing-forkserver": {
        "backend": "multiprocessing",
        "levels": [1, 2],
        "options": {"start_method": "forkserver"},
    },
    "multiprocessing-spawn": {"backend": "multiprocessing", "levels": [1, 2], "options": {"start_method": "spawn"}},
    "concurrent-futures-fork": {"backend": "concurrent.futures", "levels": [1, 2], "options": {"start_method": "fork"}},
    "concurrent-futures-spawn": {"backend": "concurrent.futures", "levels": [2], "options": {"start_method": "spawn"}},
    "dask": {"backend": "dask", "levels": [1, 2]},
    "dask-threads": {"backend": "dask-threads", "levels": [1, 2, 4]},
    "ray": {"backend": "ray", "levels": [1, 2]},
    "ipyparallel": {"backend": "ipyparallel", "levels": [1, 2]},
    "mpi": {"backend": "mpi", "levels": [1, 2]},
}
MARKS = {"ray": pytest.mark.slow, "ipyparallel": pytest.mark.systems, "mpi": pytest.mark.systems}
IN_PROCESS = {"threading", "dask-threads"}
KEPT_BY_PYTHON = ("resource_tracker", "forkserver")
"""What the standard library and loky keep until the interpreter ends."""


@pytest.fixture(
    scope="module",
    params=[pytest.param(name, marks=MARKS.get(name, ())) for name in EXERCISES],
)
def exercised(request, run_script, interpreter_of):
    exercise = {"options": {"threads_per_worker": 2}, **EXERCISES[request.param]}
    result = run_script("exercise.py", exercise, interpreter_of(exercise["backend"]))
    result.name = request.param
    return result


def test_map_keeps_the_order(exercised):
    for level in exercised.seen["levels"]:
        assert level["squares"] == [item * item for item in range(50)]


def test_parallel_keeps_the_order(exercised):
    for level in exercised.seen["levels"]:
        assert level["parallel_squares"] == [item * item for item in range(50)]


@pytest.mark.parametrize("how", ["map", "parallel_None", "parallel_1", "parallel_-1"])
def test_work_runs_in_exactly_the_workers_asked_for(exercised, how):
    for level in exercised.seen["levels"]:
        workers = {tuple(worker) for worker in level[how]}
        assert len(workers) == level["workers"]


@pytest.mark.parametrize("how", ["map", "parallel_None", "parallel_1", "parallel_-1"])
def test_no_work_runs_in_the_main_thread_not_even_at_one_worker(exercised, how):
    for level in exercised.seen["levels"]:
        assert level["main"] not in level[how]


def test_processes_are_processes_and_threads_are_threads(exercised):
    for level in exercised.seen["levels"]:
        pids = {pid for pid, _ in level["map"]}
        assert (pids == {exercised.seen["pid"]}) == (exercised.name in IN_PROCESS)


def test_the_processes_of_the_workers_are_named(exercised):
    for level in exercised.seen["levels"]:
        working = set() if exercised.name in IN_PROCESS else {pid for pid, _ in level["map"]}
        assert len(level["worker_pids"]) == len(working)
        assert set(level["worker_pids"]) == working


def test_map_and_parallel_run_on_the_same_workers(exercised):
    for level in exercised.seen["levels"]:
        assert {pid for pid, _ in level["map"]} == {pid for pid, _ in level["parallel_None"]}


def test_scikit_learns_parallel_runs_on_the_workers_too(exercised):
    (level,) = [level for level in exercised.seen["levels"] if level["workers"] == 2]
    assert level["main"] not in level["scikit_learn"]
    assert {pid for pid, _ in level["scikit_learn"]} <= {pid for pid, _ in level["map"]}


def test_a_large_array_reaches_the_workers(exercised):
    for level in exercised.seen["levels"]:
        assert level["ends"] == [[0, 299_999]] * (2 * level["workers"])


def test_inner_threads_are_what_was_asked_for(exercised):
    expected = min(2, os.cpu_count() or 1)
    for level in exercised.seen["levels"]:
        for _, variable, pools in level["threads"]:
            assert variable == "2"
            assert pools
            assert all(threads == expected for threads in pools)


def test_nothing_listens_beyond_the_loopback(exercised):
    for level in exercised.seen["levels"]:
        assert set(level["listening"]) <= {"127.0.0.1", "::1", "::ffff:127.0.0.1"}


def test_stop_leaves_no_worker(exercised):
    for level in exercised.seen["levels"]:
        assert [command for command in level["left"] if not any(kept in command for kept in KEPT_BY_PYTHON)] == []


def test_nothing_lives_once_the_process_has_ended(exercised):
    assert exercised.survivors == []


def test_nothing_is_left_in_the_temporary_folders(exercised):
    assert exercised.files == []
    shared = os.listdir("/dev/shm") if os.path.isdir("/dev/shm") else []
    assert [name for name in shared if f"_{exercised.seen['pid']}_" in name] == []


def test_it_is_quiet(exercised):
    assert exercised.stdout == ""
    assert exercised.stderr == ""
