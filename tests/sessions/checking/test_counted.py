"""A check of instructions against a revision, by callgrind where it can run."""

from __future__ import annotations

import pytest

from workbench.counters.callgrind import Callgrind
from workbench.model.gate import FAILED, INCOMPARABLE
from workbench.sessions import counting
from workbench.sessions.checking import sides
from workbench.sessions.checking.asked import Asked
from workbench.sessions.checking.checking import run_check
from workbench.sessions.counting import Chosen

WORK = "def work(workers):\n    return sum(i * i for i in range({steps}))\n"


@pytest.fixture
def check(project, git, monkeypatch, tmp_path, bare_environments):
    (project / "work.py").write_text(WORK.format(steps=20_000))
    git("add", "--all")
    git("commit", "--quiet", "-m", "counted")
    monkeypatch.chdir(project)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return lambda: run_check(
        Asked("suite.toml", "results", against="main", metrics=("instructions",), budget_seconds=240.0), [].append
    )


def test_a_hundredth_more_work_fails_after_two_pairs(check, project):
    if reason := Callgrind.unavailable():
        pytest.skip(reason)
    (project / "work.py").write_text(WORK.format(steps=20_200))
    found = check()
    assert found.outcome == FAILED
    (row,) = found.cases
    assert (row.verdict, row.pairs, row.confirming_pairs, row.confirmed) == ("slower", 1, 1, True)
    assert row.ratio.value == pytest.approx(1.01, abs=0.002)
    assert row.gate < 0.01


def test_where_nothing_counts_it_ends_after_one_pair_and_says_what_would_mend_it(check, monkeypatch):
    monkeypatch.setattr(sides, "choose_counter", lambda: Chosen(None, "none: needs it: apt install it"))
    assert sides.choose_counter is not counting.choose_counter
    found = check()
    assert found.outcome == INCOMPARABLE
    (row,) = found.cases
    assert row.pairs == 1
    assert "its instructions can't be counted: none: needs it: apt install it" in (row.reason or "")
