"""Ranks that are handed tasks: real ones of MPICH, on this machine."""

from __future__ import annotations

import os
import signal
import time

import pytest

from workbench.child.mpi_launch import here
from workbench.child.mpi_pool import RankPool
from workbench.child.mpi_rank import BY_HOST
from workbench.errors import WorkbenchError

pytest.importorskip("mpi4py", reason="mpi4py is not installed")
RANKS = 2


@pytest.fixture
def pool_of(tmp_path):
    pools = []

    def start(way=None):
        pool = RankPool()
        pools.append(pool)
        pool.start(here(1 + RANKS), str(tmp_path), **({} if way is None else {"way": way}))
        return pool

    yield start
    for pool in pools:
        pool.stop()
    assert os.listdir(tmp_path) == []


def test_tasks_go_to_all_ranks_and_their_outcomes_come_back(pool_of):
    pool = pool_of()
    pids = [worker.pid for worker in pool.workers]
    assert len(set(pids)) == RANKS
    assert os.getpid() not in pids
    assert pool.map(abs, range(-20, 0)) == list(range(20, 0, -1))
    assert sum(pool.done) == 20
    assert all(count > 0 for count in pool.done)
    with pytest.raises(ValueError, match="invalid literal"):
        pool.submit(0, int, "x").result()
    large = b"x" * 5_000_000
    assert pool.submit(0, bytes.upper, large).result() == large.upper()
    pool.stop()
    assert not any(map(lives, pids))


def test_a_rank_that_dies_ends_all_and_is_told(pool_of):
    pool = pool_of(BY_HOST)
    pids = [worker.pid for worker in pool.workers]
    waiting = pool.submit(0, time.sleep, 600)
    os.kill(pids[0], signal.SIGKILL)
    with pytest.raises(WorkbenchError, match="a rank ended before it answered; mpiexec ended with status"):
        waiting.result(60)
    assert pool.ended
    with pytest.raises(WorkbenchError, match="a rank ended"):
        pool.submit(0, abs, 1).result(60)
    until(lambda: not any(map(lives, pids)))


def test_work_that_goes_on_does_not_keep_the_end_waiting(pool_of):
    pool = pool_of()
    pids = [worker.pid for worker in pool.workers]
    pool.submit(0, time.sleep, 600)
    began = time.monotonic()
    pool.stop()
    assert time.monotonic() - began < 60
    until(lambda: not any(map(lives, pids)))


def lives(pid):
    try:
        with open("/proc/%d/stat" % pid, "rb") as file:
            return file.read().rpartition(b")")[2].split()[0] != b"Z"
    except FileNotFoundError:
        return False


def until(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
