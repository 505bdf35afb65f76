"""Knocking at the interpreter's lock: where it is asked for, and what is said where it can't be told."""

import importlib
import sys
import time
from types import SimpleNamespace

import pytest

from workbench.child import interpreter_lock
from workbench.child.interpreter_lock import InterpreterLock, gil_enabled


class Knocker:
    """gilknocker.KnockKnock, which says what it is told to."""

    def __init__(self, metric, stop):
        self.running = None
        self.contention_metric = metric
        self._stop = stop

    def start(self):
        self.running = True

    def stop(self):
        self.running = False
        if self._stop is not None:
            raise self._stop


@pytest.fixture
def knock(monkeypatch):
    """Measures a window that seems to last so long, through a knocker that says `metric`."""

    def measure(metric=0.4, seconds=5.0, wanted=True, stop=None):
        made = []

        def make(*intervals):
            made.append(Knocker(metric, stop))
            return made[-1]

        now = iter((100.0, 100.0 + seconds))
        monkeypatch.setattr(interpreter_lock, "time", SimpleNamespace(monotonic=lambda: next(now)))
        monkeypatch.setitem(sys.modules, "gilknocker", SimpleNamespace(KnockKnock=make))
        lock = InterpreterLock(wanted)
        lock.begin()
        lock.end()
        assert [knocker.running for knocker in made] == [False] * len(made)
        return lock.facts(), len(made)

    return measure


def test_what_the_knocker_found_is_told(knock):
    assert knock() == ({"gil_enabled": gil_enabled(), "gil_contention_ratio": 0.4}, 1)


def test_unless_it_is_wanted_nobody_knocks(knock):
    assert knock(wanted=False) == ({"gil_enabled": gil_enabled()}, 0)


@pytest.mark.parametrize(("metric", "ratio"), [(1.02, 1.0), (-0.1, 0.0)])
def test_it_is_a_ratio(knock, metric, ratio):
    assert knock(metric=metric)[0]["gil_contention_ratio"] == ratio


def test_a_short_window_gives_a_reason_instead_of_a_figure(knock):
    found, _ = knock(seconds=0.3)
    assert "gil_contention_ratio" not in found
    assert "0.30 s" in found["gil_contention_unavailable"]


def test_a_thread_that_is_late_to_end_costs_nothing(knock):
    assert knock(stop=TimeoutError("Failed to join knocker thread."))[0]["gil_contention_ratio"] == 0.4


def test_a_knocker_that_found_nothing_is_no_nought(knock):
    assert "gil_contention_ratio" not in knock(metric=None)[0]


def test_without_gilknocker_it_says_what_would_mend_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "gilknocker", None)
    lock = InterpreterLock(wanted=True)
    lock.begin()
    lock.end()
    assert lock.facts()["gil_contention_unavailable"].endswith("pip install gilknocker")


def test_an_interpreter_without_the_lock_says_so_and_is_not_knocked_at(knock, monkeypatch):
    monkeypatch.setattr(sys, "_is_gil_enabled", lambda: False, raising=False)
    assert knock() == ({"gil_enabled": False}, 0)


def test_before_anything_was_measured_there_is_nothing_to_end():
    lock = InterpreterLock(wanted=True)
    lock.end()
    assert lock.facts() == {"gil_enabled": gil_enabled()}


@pytest.mark.slow
def test_a_lock_that_is_held_reads_far_above_one_that_is_free():
    importlib.import_module("gilknocker") if importlib.util.find_spec("gilknocker") else pytest.skip("no gilknocker")

    def ratio(work):
        lock = InterpreterLock(wanted=True)
        lock.begin()
        work()
        lock.end()
        return lock.facts()["gil_contention_ratio"]

    def hold():
        end = time.monotonic() + 1.5
        while time.monotonic() < end:
            sum(range(100))

    free, held = ratio(lambda: time.sleep(1.5)), ratio(hold)
    assert free < 0.2
    assert held > 0.5
