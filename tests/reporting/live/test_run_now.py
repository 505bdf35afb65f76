"""Runs that go on, told from their files."""

import os
import time

import pytest

from workbench.reporting.live.run_now import FINISHED, GOING, KILLED, STOPPED, RunNow, run_now
from workbench.reporting.live.run_now import going as runs_going
from workbench.reporting.queries import Problem

pytest.importorskip("pyarrow")


def test_only_a_run_that_is_being_written_goes_on(going, tmp_path):
    run = going(time.time() - 60)
    (found,) = runs_going(str(tmp_path))
    assert (found.folder, found.state) == (run.folder, GOING)
    run.end()
    assert runs_going(str(tmp_path)) == ()


def test_what_is_done_what_failed_and_what_is_left(going):
    run = going(time.time() - 60)
    assert run_now(run.folder).remaining_seconds is None
    run.record(0, 1, seconds=2.0)
    run.fail(1, 1, "ValueError: no")
    found = run_now(run.folder)
    assert (found.done, found.failed) == (2, 1)
    assert found.failures[0][1:] == ("failed", "ValueError: no")
    assert found.remaining_seconds == pytest.approx(2.0 + 0.5)
    assert [(each.done, each.total, each.typical_seconds) for each in found.cases] == [(1, 2, 2.0), (1, 2, 0.5)]
    assert 59 < found.elapsed_seconds < 120


def test_what_is_left_has_bounds_and_the_running_trial_is_taken_off(going):
    run = going()
    run.record(0, 1, seconds=2.0)
    run.record(0, 2, seconds=4.0)
    run.observe(1, 1, (0.0, "cpu_tree", "user_seconds", 0.0), (1.0, "cpu_tree", "user_seconds", 1.0))
    found = run_now(run.folder)
    assert found.trial.trial_id.endswith("-001")
    low, high = found.remaining_bounds_seconds
    assert low < found.remaining_seconds < high
    assert found.remaining_seconds < 6.0 - 0.9


def test_how_it_ended(going, tmp_path):
    whole, stopped, killed = (going(root=tmp_path / name) for name in "abc")
    for case in (0, 1):
        for launch in (1, 2):
            whole.record(case, launch)
    killed.observe(0, 1, (0.0, "cpu_tree", "user_seconds", 0.0))
    for run, state in ((whole, FINISHED), (stopped, STOPPED), (killed, KILLED)):
        run.end()
        found = run_now(run.folder)
        assert found.state == state
        assert found.remaining_seconds is None


def test_a_folder_that_is_gone_is_a_problem(tmp_path):
    assert isinstance(run_now(str(tmp_path / "gone")), Problem)


def test_several_runs_newest_first(going, tmp_path):
    old, new = going(1000.0, tmp_path / "a"), going(2000.0, tmp_path / "b")
    found = [each.folder for each in runs_going(str(tmp_path)) if isinstance(each, RunNow)]
    assert found == [new.folder, old.folder]


def test_looking_changes_nothing(going):
    run = going()
    run.record(0, 1)
    before = {name: os.stat(os.path.join(run.folder, name)).st_mtime_ns for name in os.listdir(run.folder)}
    run_now(run.folder)
    after = {name: os.stat(os.path.join(run.folder, name)).st_mtime_ns for name in os.listdir(run.folder)}
    assert before == after


def test_when_it_ended_is_what_its_trials_say_and_not_the_files_time(going):
    run = going(time.time() - 3600)
    run.record(0, 1, seconds=2.0)
    run.end()
    found = run_now(run.folder)
    os.utime(os.path.join(run.folder, "trials.jsonl"), (0, 0))
    again = run_now(run.folder)
    assert again.ended_at == found.ended_at > 0
    assert again.elapsed_seconds == found.elapsed_seconds
