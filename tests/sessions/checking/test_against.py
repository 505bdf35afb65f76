"""A check against a revision with the project installed on each side: real processes, environments without pip."""

from __future__ import annotations

import pytest

from workbench.errors import NothingToDecide
from workbench.model.gate import FAILED, GateRule
from workbench.sessions.checking.asked import Asked
from workbench.sessions.checking.checking import run_check
from workbench.sessions.checking.planned import HeadBroken

INSTALL = """
import os, shutil, sys, sysconfig
sys.exit("no compiler here") if os.path.exists("broken") else None
shutil.copy("lib.py", os.path.join(sysconfig.get_paths()["purelib"], "lib.py"))
"""
WORK = "import time, lib\n\ndef work(workers):\n    time.sleep(lib.SECONDS)\n"
SUITE = """name = "own"
install = "python install.py"
[[cases]]
workload = "./bench/work.py:work"
[measure]
warmups = 0
"""


@pytest.fixture
def installed(project, git, monkeypatch, tmp_path, bare_environments):
    """The project's code is in a module that has to be installed."""
    (project / "lib.py").write_text("SECONDS = 0.02\n")
    (project / "bench").mkdir()
    (project / "bench" / "work.py").write_text(WORK)
    (project / "install.py").write_text(INSTALL)
    (project / "suite.toml").write_text(SUITE)
    git("add", "--all")
    git("commit", "--quiet", "-m", "installable")
    monkeypatch.chdir(project)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return project


def check():
    events = []
    rule = GateRule(gate=1.0)
    asked = Asked("suite.toml", "results", against="main", rule=rule, metrics=("time",), budget_seconds=120.0)
    return run_check(asked, events.append)


def test_each_side_runs_with_the_project_as_it_is_there(installed, git):
    (installed / "lib.py").write_text("SECONDS = 0.1\n")
    found = check()
    assert found.outcome == FAILED
    assert found.cases[0].ratio.low > 2
    assert git("worktree", "list").count("\n") == 1


def test_a_head_that_does_not_install_is_broken(installed, git):
    (installed / "broken").write_text("")
    with pytest.raises(HeadBroken, match=r"HEAD, working tree .* can't be installed.* no compiler here") as caught:
        check()
    assert caught.value.exit_code == 4
    assert git("worktree", "list").count("\n") == 1


def test_a_base_that_does_not_install_gives_nothing_to_hold_against(installed, git):
    (installed / "broken").write_text("")
    git("add", "--all")
    git("commit", "--quiet", "-m", "broken")
    (installed / "broken").unlink()
    with pytest.raises(NothingToDecide, match=r"BASE, main .* can't be installed"):
        check()
