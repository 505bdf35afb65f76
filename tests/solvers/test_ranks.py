from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

import pytest

from workbench.errors import WorkbenchError
from workbench.solvers import _ranks
from workbench.solvers._ranks import Ranks


@contextlib.contextmanager
def counting(number, size, told):
    calls = []
    yield lambda: (number, size, told, calls.append(None) or len(calls), os.getpid())


@contextlib.contextmanager
def second_fails(number, size, told):
    def work():
        if number == 1:
            raise ValueError("no such row")
        time.sleep(60)

    yield work


@contextlib.contextmanager
def second_ends(number, size, told):
    yield lambda: os._exit(7) if number == 1 else number


@contextlib.contextmanager
def cannot_stand(number, size, told):
    raise OSError("nobody to meet")
    yield


@pytest.fixture
def ranks(monkeypatch):
    # A fresh interpreter imports this very module, by the name it has here.
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    made = Ranks()
    yield made
    made.stop()


def test_each_call_is_answered_by_every_rank_in_order(ranks):
    ranks.start(2, counting, "rows")
    first, second = ranks.call(), ranks.call()
    assert [answer[:4] for answer in first] == [(0, 2, "rows", 1), (1, 2, "rows", 1)]
    assert [answer[3] for answer in second] == [2, 2]
    pids = [answer[4] for answer in first]
    assert pids == [answer[4] for answer in second], "they stand between calls"
    assert os.getpid() not in pids
    assert len(set(pids)) == 2
    ranks.stop()
    assert not any(os.path.exists("/proc/%d/cmdline" % pid) for pid in pids)


def test_a_rank_that_fails_is_named_while_the_others_still_work(ranks, monkeypatch):
    monkeypatch.setattr(_ranks, "ENDS_SECONDS", 0.2)
    ranks.start(2, second_fails, None)
    began = time.monotonic()
    with pytest.raises(WorkbenchError, match="rank 1 of 2: ValueError: no such row"):
        ranks.call()
    ranks.stop()
    assert time.monotonic() - began < 30, "the other one was asleep for a minute"


def test_a_rank_that_ends_is_named_with_its_status(ranks):
    ranks.start(2, second_ends, None)
    with pytest.raises(WorkbenchError, match="rank 1 of 2 ended with status 7"):
        ranks.call()


def test_a_rank_that_cannot_stand_says_why(ranks):
    with pytest.raises(WorkbenchError, match="OSError: nobody to meet"):
        ranks.start(1, cannot_stand, None)


def test_stopping_what_never_started_is_nothing():
    Ranks().stop()
