"""Counts of a whole run, by callgrind where it can run."""

from __future__ import annotations

import dataclasses

import pytest

from workbench.contracts import Counter
from workbench.counters.callgrind import Callgrind
from workbench.model.comparison import SAME, SLOWER, Settings
from workbench.model.plan import TrialSpec
from workbench.model.trial import OK, TrialRecord
from workbench.planning.suite import read_plan
from workbench.sessions import counting
from workbench.sessions.comparing import compare_sources
from workbench.sessions.counting import Chosen, choose_counter
from workbench.sessions.executing import run_plan
from workbench.store.reader import read_run

WORK = """
STEPS = 20_000
def run(workers):
    return sum(i * i for i in range(STEPS))
"""
SUITE = """
name = "counting"
[[cases]]
function = "./steps.py:run"
[[cases]]
workload = "waiting"
parameters = { seconds = 0.01, chunks = 2 }
backends = ["loky"]
[measure]
launches = 3
instructions = true
"""


def silent(event: object) -> None:
    """Nobody listens."""


@pytest.fixture
def plan(tmp_path, workplace):
    (tmp_path / "steps.py").write_text(WORK)
    (tmp_path / "counting.toml").write_text(SUITE)
    return read_plan(str(tmp_path / "counting.toml"), workplace.describe)


def test_two_launches_of_each_case_are_counted_and_a_hundredth_more_work_is_found(plan, workplace, tmp_path):
    if reason := Callgrind.unavailable():
        pytest.skip(reason)
    work, loky = plan.cases
    base = run_plan(plan, workplace, silent)
    counts = {}
    for trial in base.trials:
        assert trial.status == OK, trial.reason
        counts.setdefault(trial.case_id, []).append((trial.instructions, trial.instructions_unavailable))
    (first, _), (second, _), third = counts[work.case.id]
    assert third == (None, None)
    assert first == pytest.approx(second, rel=0.001)
    assert "backend loky works in processes of its own" in (counts[loky.case.id][0][1] or "")
    assert {len(trial.wall_seconds) for trial in base.trials} == {1}, "the counted twin is no measurement"

    (tmp_path / "steps.py").write_text(WORK.replace("20_000", "20_200"))
    only = dataclasses.replace(plan, cases=(work,), measure=dataclasses.replace(plan.measure, launches=2))
    head = run_plan(only, workplace, silent)
    settings = Settings(metrics=("instructions",))
    (found,) = compare_sources(base.folder, head.folder, "", settings).comparisons
    assert (found.verdict, found.metric.title) == (SLOWER, "instructions (callgrind)")
    assert found.ratio is not None
    assert found.ratio.value == pytest.approx(1.01, abs=0.002)
    (unchanged,) = compare_sources(base.folder, base.folder, "", settings).comparisons
    assert unchanged.verdict == SAME


def test_where_nothing_counts_the_record_says_what_would_mend_it(plan, workplace, monkeypatch):

    class Absent(Counter):
        name = "absent"

        @classmethod
        def unavailable(cls):
            return "needs it: apt install it"

    monkeypatch.setattr(counting, "load", lambda _: Absent)
    monkeypatch.setattr(counting, "catalogue", lambda _: {"absent": dataclasses.replace(ABSENT)})
    assert choose_counter() == Chosen(None, "absent: needs it: apt install it")
    only = dataclasses.replace(plan, cases=plan.cases[:1], measure=dataclasses.replace(plan.measure, launches=1))
    (trial,) = read_run(run_plan(only, workplace, silent).folder).trials
    assert (trial.status, trial.instructions) == (OK, None)
    assert trial.instructions_unavailable == "absent: needs it: apt install it"


ABSENT = counting.PluginReference("counter", "absent", "nowhere", "PLUGIN")


def test_the_processors_counter_comes_first():
    ranks = {name: counting.load(found).rank for name, found in counting.catalogue("counter").items()}
    assert min(ranks, key=lambda name: ranks[name]) == "perf"


def test_a_repeat_of_many_calls_is_told_by_the_call(plan, workplace, monkeypatch):
    class Fixed(Counter):
        name = "fixed"

        def wrap(self, argv):
            return list(argv)

        def read(self):
            return 400

    record = TrialRecord("t", plan.cases[0].case.id, 1, OK, 0.0, 1.0, (0.1,))
    monkeypatch.setattr(counting, "load", lambda _: Fixed)
    monkeypatch.setattr(counting, "launch", lambda *_: dataclasses.replace(record, calls_per_repeat=4))
    spec = TrialSpec("t", 1, plan.cases[0], plan.measure)
    chosen = Chosen(dataclasses.replace(ABSENT, name="fixed"))
    found = counting.with_instructions(record, spec, plan, {}, workplace.runner, chosen)
    assert (found.instructions, found.instructions_counter) == (100, "fixed")
