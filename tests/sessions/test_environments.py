"""The child runs under every other Python there is, from 3.8 on, with nothing of ours installed there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from workbench.model.trial import OK, SKIPPED
from workbench.planning.suite import parse_plan
from workbench.sessions.executing import run_plan

VERSIONS = [(3, minor) for minor in range(8, 15)]
SOURCE = """
import sys
from workbench.contracts import Workload
class Where(Workload):
    '''Says which Python it runs under, and that nothing of ours is installed there.'''
    def run(self, data, context):
        assert 'numpy' not in sys.modules
        return sum(context.map(len, [(), (1,), (1, 2)]))
    score_name = 'minor'
    def score(self, data, result):
        assert result == 3
        return sys.version_info[1]
"""


def interpreter_of(version: tuple[int, int]) -> str | None:
    name = "python%d.%d" % version
    homes = sorted(Path.home().glob(".pyenv/versions/%d.%d.*/bin/%s" % (*version, name)))
    candidates = [str(home) for home in homes] + [found for found in [shutil.which(name)] if found]
    for candidate in candidates:
        if subprocess.run([candidate, "-c", ""], capture_output=True, check=False).returncode == 0:
            return candidate
    return None


PRESENT = {version: path for version in VERSIONS if (path := interpreter_of(version)) is not None}


def run_under(interpreter: str, tmp_path: Path, workplace, backend: str = "serial"):
    (tmp_path / "where.py").write_text(SOURCE)
    text = f"""name = "where"
[environments.other]
python = "{interpreter}"
[[cases]]
workload = "./where.py:Where"
backends = ["{backend}"]
environments = ["other"]
[measure]
launches = 1
"""
    plan = parse_plan(text, str(tmp_path / "where.toml"), workplace.describe)
    return run_plan(plan, workplace, lambda event: None)


@pytest.mark.parametrize("version", sorted(PRESENT))
def test_the_child_runs_under_each_python_present(version, tmp_path, workplace):
    run = run_under(PRESENT[version], tmp_path, workplace, "multiprocessing")
    (trial,) = run.trials
    assert trial.status == OK, (trial.reason, trial.stderr_tail)
    assert trial.score is not None
    assert trial.score.value == version[1]
    assert run.header.interpreters[-1].version.startswith("%d.%d." % version)


def test_the_child_runs_in_a_bare_venv(tmp_path, workplace):
    venv.create(tmp_path / "bare", with_pip=False)
    python = str(tmp_path / "bare" / "bin" / "python")
    (trial,) = run_under(python, tmp_path, workplace).trials
    assert trial.status == OK, (trial.reason, trial.stderr_tail)
    assert trial.score is not None
    assert trial.score.value == sys.version_info[1]
    assert trial.versions == {"python": ".".join(map(str, sys.version_info[:3]))}


def test_the_default_environment_is_ours(tmp_path, workplace):
    (tmp_path / "where.py").write_text(SOURCE)
    text = 'name = "where"\n[[cases]]\nworkload = "./where.py:Where"\n[measure]\nlaunches = 1\n'
    plan = parse_plan(text, str(tmp_path / "where.toml"), workplace.describe)
    run = run_plan(plan, workplace, lambda event: None)
    assert os.path.samefile(run.header.interpreters[0].executable, sys.executable)
    assert "numpy" in {name.lower() for name in run.header.interpreters[0].packages}


VARIABLES = """
import os
from workbench.contracts import Solver, Workload
class Size(Workload):
    '''Scores what the environment's variables and the case's workers came to.'''
    task = "sizing"
    score_name = "size"
    def score(self, data, result):
        return result
class Boost(Solver):
    '''Brings its own workers.'''
    tasks = ("sizing",)
    scales_with = "own"
    def solve(self, data, context):
        return float(os.environ.get("SIZE", "0")) + float(os.environ["OMP_NUM_THREADS"]) + context.workers / 10
"""


def test_variables_reach_a_trial_and_what_is_missing_is_skipped(tmp_path, workplace):
    (tmp_path / "sizes.py").write_text(VARIABLES)
    text = """name = "sizes"
[environments.large]
variables = { SIZE = "100", OMP_NUM_THREADS = "5" }
[environments.gone]
python = "./none/python"
[[cases]]
workload = "./sizes.py:Size"
solver = "./sizes.py:Boost"
workers = [1, 2]
environments = ["default", "large", "gone"]
[measure]
launches = 1
warmups = 0
"""
    plan = parse_plan(text, str(tmp_path / "sizes.toml"), workplace.describe)
    run = run_plan(plan, workplace, lambda event: None)
    assert run.header.plan == plan
    found = {trial.case_id: trial for trial in run.trials}
    told = [
        (planned.case.environment, planned.case.backend, trial.status, trial.score and trial.score.value)
        for planned in plan.cases
        for trial in [found[planned.case.id]]
    ]
    assert told == [
        ("default", "own", OK, 1.1),
        ("default", "own", OK, 1.2),
        ("large", "own", OK, 105.1),
        ("large", "own", OK, 105.2),
        ("gone", "own", SKIPPED, None),
        ("gone", "own", SKIPPED, None),
    ]
    reasons = {trial.reason for trial in run.trials if trial.status == SKIPPED}
    assert reasons == {plan.environments["gone"].unavailable}
    assert [interpreter.name for interpreter in run.header.interpreters] == ["default", "large"]


GATED = """
import os
from workbench.contracts import Workload
class Gated(Workload):
    '''Runs where the environment says where its library is.'''
    @classmethod
    def unavailable(cls):
        return None if os.environ.get("LIBRARY_HOME") else "needs a library: set LIBRARY_HOME"
    def run(self, data, context):
        pass
"""


def test_a_plug_in_is_described_with_the_variables_of_its_environment(tmp_path, workplace):
    (tmp_path / "gated.py").write_text(GATED)
    text = """name = "gated"
[environments.there]
variables = { LIBRARY_HOME = "/opt/library" }
[[cases]]
workload = "./gated.py:Gated"
environments = ["default", "there"]
[measure]
launches = 1
"""
    plan = parse_plan(text, str(tmp_path / "gated.toml"), workplace.describe)
    reasons = {planned.case.environment: planned.skip_reason for planned in plan.cases}
    assert reasons["there"] is None
    assert "set LIBRARY_HOME" in reasons["default"]


def test_variables_of_an_environment_that_is_not_there_are_not_set_in_ours(tmp_path, workplace):
    (tmp_path / "gated.py").write_text(GATED + "assert 'LIBRARY_HOME' not in os.environ\n")
    text = """name = "gated"
[environments.gone]
python = "./none/python"
variables = { LIBRARY_HOME = "/opt/library" }
[[cases]]
workload = "./gated.py:Gated"
environments = ["gone"]
"""
    plan = parse_plan(text, str(tmp_path / "gated.toml"), workplace.describe)
    assert plan.cases[0].skip_reason == plan.environments["gone"].unavailable
