from __future__ import annotations

import pytest

from workbench.contracts import CannotCount
from workbench.counters.callgrind import Callgrind


@pytest.fixture(autouse=True)
def callgrind():
    if reason := Callgrind.unavailable():
        pytest.skip(reason)


def test_it_counts_the_measured_calls_and_a_hundredth_more_work_shows(counted):
    counted(Callgrind, 20_000)  # The first compiles modules, which leaves memory otherwise than the next find it.
    base, again, head = (counted(Callgrind, steps) for steps in (20_000, 20_000, 20_200))
    assert abs(again / base - 1) <= 0.0001, "two launches of the same work"
    assert 1.008 <= head / base <= 1.012
    assert base > 2 * 20_000 * 10, "a step of a Python loop is some instructions"


def test_it_costs_what_is_not_measured_little(counted):
    """Of imports and calls outside nothing is in the count: twice the work is twice the count."""
    assert counted(Callgrind, 20_000) / counted(Callgrind, 10_000) == pytest.approx(2.0, rel=0.02)


def test_outside_valgrind_it_says_so(tmp_path):
    with pytest.raises(CannotCount, match="does not run on valgrind"):
        Callgrind(str(tmp_path / "count")).open()


def test_a_launch_that_counted_nothing_is_no_zero(tmp_path):
    (tmp_path / "count").write_text("events: Ir\nsummary: 0\ntotals: 0\n")
    with pytest.raises(CannotCount, match="counted nothing"):
        Callgrind(str(tmp_path / "count")).read()
    with pytest.raises(CannotCount, match="left no count"):
        Callgrind(str(tmp_path / "other")).read()


def test_without_valgrind_it_says_what_brings_it(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert Callgrind.unavailable() == "needs valgrind: apt install valgrind"
