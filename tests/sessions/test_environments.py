"""The child runs under every other Python there is, from 3.8 on, with nothing of ours installed there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from workbench.model.trial import OK
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
