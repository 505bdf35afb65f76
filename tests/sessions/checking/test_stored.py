"""A check against a stored run: which run is the baseline, and what is refused before anything is launched."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from workbench.errors import NothingToDecide, StoreError
from workbench.model.gate import FAILED, PASSED, GateRule
from workbench.sessions.checking.asked import Asked
from workbench.sessions.checking.checking import run_check
from workbench.sessions.checking.stored import baseline_folder
from workbench.sessions.executing import run_plan
from workbench.sessions.opening import open_workplace
from workbench.sessions.planning import Wish, make_plan
from workbench.store.catalogue import find_runs

WORK = "import time\n\ndef work(workers):\n    time.sleep({seconds})\n"
SUITE = 'name = "own"\n[[cases]]\nworkload = "./work.py:work"\n[measure]\nwarmups = 0\n'


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """The folder of a project with a run, made once, of work that takes 20 ms."""
    folder = tmp_path_factory.mktemp("stored")
    (folder / "work.py").write_text(WORK.format(seconds=0.02))
    (folder / "suite.toml").write_text(SUITE)
    with pytest.MonkeyPatch.context() as patch, open_workplace(str(folder / "results")) as workplace:
        patch.chdir(folder)
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        plan = make_plan(["suite.toml"], Wish(launches=6), workplace.describe)
        run_plan(plan, workplace, [].append)
    return folder


@pytest.fixture
def project(stored, tmp_path, monkeypatch):
    """A copy of the project, to change."""
    folder = shutil.copytree(stored, tmp_path / "project")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    return folder


@pytest.fixture
def baseline(project):
    (entry,) = find_runs(str(project / "results"))
    return Path(entry.folder)


def check(baseline="results", **changes):
    events = []
    asked = Asked("suite.toml", "results", baseline=str(baseline), rule=GateRule(gate=1.0), metrics=("time",))
    return run_check(Asked(**{**vars(asked), **changes}), events.append)


def changed(folder, **header):
    path = folder / "run.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **header}))


def test_a_regression_is_not_the_baseline_of_the_next_check(baseline, project):
    (project / "work.py").write_text(WORK.format(seconds=0.1))
    found = check("results")
    assert (found.outcome, found.base, found.in_turn) == (FAILED, baseline.name, False)
    (row,) = found.cases
    assert (row.base_launches, row.pairs, row.confirming_pairs) == (6, 6, 6)
    assert [entry.side for entry in find_runs("results")] == ["head", "head", ""]
    for reference in ("results", "latest"):
        assert Path(baseline_folder(reference, "own", "results")).name == baseline.name


@pytest.mark.parametrize("insists", [False, True])
def test_a_baseline_of_another_machine_is_taken_only_where_somebody_insists(baseline, insists):
    machine = json.loads((baseline / "run.json").read_text())["machine"]
    changed(baseline, machine={**machine, "id": "other", "cpu_model": "another CPU"})
    if insists:
        found = check(baseline, across_machines=True)
        assert found.outcome == PASSED
        assert "unlike_machines" in {finding.code for finding in found.findings}
        return
    with pytest.raises(NothingToDecide, match=r"unlike machine: .*another CPU"):
        check(baseline)
    assert len(find_runs("results")) == 1


def test_a_baseline_of_another_schema_is_refused_before_anything_is_launched(baseline):
    changed(baseline, schema_version=99)
    with pytest.raises(StoreError, match="schema version 99"):
        check(baseline)
    assert len(find_runs("results")) <= 1


def test_a_baseline_without_the_metric_is_refused_before_anything_is_launched(baseline):
    with pytest.raises(NothingToDecide, match="has no instructions") as caught:
        check(metrics=("instructions",))
    assert "--instructions" in (caught.value.remedy or "")
    assert len(find_runs("results")) == 1


def test_a_folder_without_a_run_of_the_suite_says_what_it_has(baseline):
    with pytest.raises(NothingToDecide, match="no run of the suite 'mine' \\(it has 'own'\\)"):
        baseline_folder("results", "mine", "results")
