"""Runs end to end, with real processes: done whole, interrupted and resumed, out of budget, and with bad cases."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from workbench.model.event import BudgetSpent, TrialFinished, TrialStarted
from workbench.model.trial import FAILED, OK, SKIPPED
from workbench.planning.suite import parse_plan
from workbench.sessions.executing import resume_run, run_plan
from workbench.sessions.planning import Wish, make_plan
from workbench.store.reader import read_run
from workbench.store.validation import validate


def test_a_run_is_whole_and_valid_on_disk(suite, workplace):
    events = []
    plan = make_plan([str(suite)], Wish(), workplace.describe)
    run = run_plan(plan, workplace, events.append)
    assert [trial.status for trial in run.trials] == [OK] * 4
    assert read_run(run.folder) == run
    assert validate(run.folder) == ()
    finished = [event for event in events if isinstance(event, TrialFinished)]
    assert [event.index for event in finished] == [1, 2, 3, 4]
    assert finished[-1].remaining_seconds == 0
    telemetry = sorted(path.suffix for path in Path(run.folder, "telemetry").iterdir())
    assert telemetry == [".parquet"] * 4


def test_launches_of_all_cases_are_interleaved(suite, workplace):
    plan = make_plan([str(suite)], Wish(launches=3), workplace.describe)
    run = run_plan(plan, workplace, lambda event: None)
    rounds = [[trial.case_id for trial in run.trials[start : start + 2]] for start in (0, 2, 4)]
    assert all(len(set(cases)) == 2 for cases in rounds)


def test_an_interrupted_run_is_valid_and_resumes_to_the_same_trials(suite, workplace):
    plan = make_plan([str(suite)], Wish(), workplace.describe)
    whole = run_plan(plan, workplace, lambda event: None)

    def interrupt(event):
        if isinstance(event, TrialStarted) and event.index == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_plan(dataclasses.replace(plan, name="cut"), workplace, interrupt)
    folder = str(next(Path(workplace.results).glob("*/*-cut-*")))
    assert len(read_run(folder).trials) == 2
    assert validate(folder) == ()
    resumed = resume_run(folder, workplace, lambda event: None)
    assert {trial.trial_id for trial in resumed.trials} == {trial.trial_id for trial in whole.trials}
    assert resume_run(folder, workplace, lambda event: None).trials == resumed.trials


def test_a_spent_budget_ends_the_run_and_is_told(suite, workplace):
    events = []
    plan = make_plan([str(suite)], Wish(time_budget_seconds=1e-9), workplace.describe)
    assert run_plan(plan, workplace, events.append).trials == ()
    assert [event.left for event in events if isinstance(event, BudgetSpent)] == [4]


def test_data_that_can_not_be_made_fails_its_cases_and_no_other(tmp_path, workplace):
    (tmp_path / "odd.py").write_text(
        "from workbench.contracts import Workload\n"
        "class Odd(Workload):\n"
        "    def prepare(self, folder): raise OSError('the source is gone')\n"
        "    def run(self, data, context): return None\n"
        "class Even(Workload):\n"
        "    def run(self, data, context): return None\n"
    )
    text = """name = "odd"
[[cases]]
workload = "./odd.py:Odd"
[[cases]]
workload = "./odd.py:Even"
[measure]
launches = 1
warmups = 0
"""
    plan = parse_plan(text, str(tmp_path / "odd.toml"), workplace.describe)
    found = {trial.status: trial.reason for trial in run_plan(plan, workplace, lambda event: None).trials}
    assert found == {FAILED: "the data could not be made: OSError: the source is gone", OK: None}


def test_what_can_not_run_here_is_skipped_once_with_its_reason(tmp_path, workplace):
    (tmp_path / "far.py").write_text(
        "from workbench.contracts import Workload\n"
        "class Far(Workload):\n"
        "    requires = {'no_such_library': 'pip install no-such-library'}\n"
        "    def run(self, data, context): return None\n"
    )
    text = 'name = "far"\n[[cases]]\nworkload = "./far.py:Far"\n[measure]\nlaunches = 3\n'
    plan = parse_plan(text, str(tmp_path / "far.toml"), workplace.describe)
    (trial,) = run_plan(plan, workplace, lambda event: None).trials
    assert (trial.status, trial.reason) == (SKIPPED, "needs no_such_library: pip install no-such-library")


def test_every_solver_of_a_workload_reads_the_same_bytes(tmp_path, workplace):
    text = """name = "same"
[[cases]]
workload = "ridge"
parameters = { samples = 400, features = 5 }
solvers = ["sklearn.Ridge[cholesky]", "sklearn.Ridge[lsqr]"]
[measure]
launches = 1
warmups = 0
"""
    plan = parse_plan(text, str(tmp_path / "same.toml"), workplace.describe)
    trials = run_plan(plan, workplace, lambda event: None).trials
    assert [trial.status for trial in trials] == [OK, OK], [trial.stderr_tail for trial in trials]
    assert len({trial.data_hash for trial in trials}) == 1
    assert trials[0].data_hash
    assert {pool.threads for trial in trials for pool in trial.threadpools} == {1}
