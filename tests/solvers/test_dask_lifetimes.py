"""For how long workers stood, by their hosts."""

from __future__ import annotations

import pytest

from workbench.solvers import _dask_lifetimes
from workbench.solvers._dask_lifetimes import Lifetimes

pytest.importorskip("distributed", reason="distributed is not installed")
A, B, OTHER_A = "tcp://10.0.0.1:1", "tcp://10.0.0.2:1", "tcp://10.0.0.1:2"


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = 100.0

        def monotonic(self):
            return self.now

    found = Clock()
    monkeypatch.setattr(_dask_lifetimes, "time", found)
    return found


def test_those_that_stand_and_those_that_stood_add_up_by_host(clock):
    lifetimes = Lifetimes([A])
    clock.now += 2
    lifetimes.began(B)
    lifetimes.began(OTHER_A)
    clock.now += 3
    lifetimes.ended(A)
    lifetimes.ended(B)
    lifetimes.ended(B)
    clock.now += 10
    assert lifetimes.by_host() == {"10.0.0.1": 18.0, "10.0.0.2": 3.0}


def test_without_any_there_is_nothing():
    assert Lifetimes([]).by_host() == {}
