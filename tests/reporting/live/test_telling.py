"""A run that goes on, in sentences."""

import time

import pytest

from workbench.reporting.live import telling
from workbench.reporting.live.drawing import panels_now
from workbench.reporting.live.run_now import run_now

pytest.importorskip("pyarrow")

HOSTILE = "<script>\x1b[31m\u202e"


def test_the_answer_is_how_far_and_how_long(going):
    run = going(time.time())
    assert "told once the first trial has ended" in telling.answer(run_now(run.folder))
    run.record(0, 1, 2.0)
    run.record(0, 2, 4.0)
    run.fail(1, 1, HOSTILE)
    found = run_now(run.folder)
    assert telling.answer(found).startswith("3 of 4 trials done, 1 not ok; about 500 ms left")
    assert telling.outcomes(found) == "2 ok · 1 failed"
    assert telling.ratio(found) == 0.75
    (failure,) = telling.failures(found)
    assert "\x1b" not in failure
    assert "\u202e" not in failure


def test_what_runs_now_and_for_how_long(going):
    run = going()
    assert "No trial is running" in telling.current(run_now(run.folder))
    run.record(0, 1, 2.0)
    run.observe(0, 2, (0.0, "memory_resident", "resident_bytes", 4e6), (1.0, "memory_resident", "resident_bytes", 5e6))
    found = run_now(run.folder)
    assert telling.current(found).startswith("Now: quick · serial · 1 worker, launch 2, for 1")
    assert telling.current(found).endswith("of about 2.00 s.")
    assert telling.memory(found) == "5.0 MB"
    assert telling.cores(found) == "–"
    assert telling.silence(found) == ""
    assert [drawing.panel.key for drawing, _, _ in panels_now(found)] == ["memory"]


def test_what_remains_stands_first(going):
    run = going()
    run.record(0, 1)
    run.record(0, 2)
    columns = telling.case_columns(run_now(run.folder))
    assert columns["to do"] == [2, 0]
    assert columns["a trial takes"] == [None, 2.0]


def test_how_it_ended(going):
    run = going()
    run.observe(0, 1, (0.0, "cpu_tree", "user_seconds", 0.0))
    run.end()
    assert telling.ending(run_now(run.folder)).startswith("It died before it was done: 0 of 4 trials")
