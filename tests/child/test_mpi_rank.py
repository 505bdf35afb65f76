"""What a rank does with its tasks, its group and what others left: without MPI."""

from __future__ import annotations

import os
from multiprocessing.reduction import ForkingPickler

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.child import mpi_rank


class TwoWords(Exception):
    """Can be pickled and not be read again."""

    def __init__(self, one, other):
        super().__init__(one + other)


def fail(error):
    raise error


def endless():
    while True:
        yield


def outcome(function, *arguments):
    return ForkingPickler.loads(mpi_rank._outcome(mpi_rank.packed((function, arguments))))


def test_what_a_task_comes_to_is_told():
    assert outcome(pow, 2, 5) == (True, 32)


def test_what_a_task_raises_is_told():
    returned, error = outcome(fail, ValueError("no such thing"))
    assert not returned
    assert (type(error), str(error)) == (ValueError, "no such thing")


def test_what_can_not_be_handed_over_is_told_in_words():
    returned, error = outcome(fail, TwoWords("never ", "read"))
    assert not returned
    assert "never read" in str(error) or "TwoWords" in str(error)
    returned, error = outcome(endless)
    assert not returned
    assert "generator" in str(error)


@given(st.lists(st.sampled_from("abc"), min_size=1))
def test_every_rank_but_the_first_is_in_exactly_one_group(hosts):
    together, by_host = mpi_rank.grouped(hosts, mpi_rank.TOGETHER), mpi_rank.grouped(hosts, mpi_rank.BY_HOST)
    everyone = list(range(1, len(hosts) + 1))
    assert together == [everyone]
    assert sorted(rank for group in by_host for rank in group) == everyone
    assert [{hosts[rank - 1] for rank in group} for group in by_host] == [{host} for host in dict.fromkeys(hosts)]


@pytest.fixture
def ended():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return pid


def test_folders_of_killed_ranks_of_this_host_are_removed(tmp_path, ended):
    def folder(host, pid):
        path = tmp_path / ("workbench-mpi-%s-%d-x" % (host, pid))
        path.mkdir()
        return path

    ours = folder("here", os.getpid())
    kept = [ours, folder("elsewhere", ended), folder("here", os.getppid()), tmp_path / "workbench-mpi-here-"]
    kept[-1].mkdir()
    dead = folder("here", ended)
    mpi_rank.remove_left(str(ours))
    assert not dead.exists()
    assert all(path.exists() for path in kept)
