"""Cases on engines of IPython Parallel that stand: a real controller and two engines, which are one node."""

from __future__ import annotations

import glob
import os
import subprocess
import tempfile
import time
from dataclasses import replace

import pytest

from tests.sessions.labs import BURN, suite
from workbench.model.trial import OK, TIMEOUT
from workbench.sessions.environments import building
from workbench.sessions.executing import run_plan
from workbench.sessions.planning import Wish, make_plan
from workbench.sessions.surveying import reaching

pytestmark = pytest.mark.systems


@pytest.fixture
def plan_of(tmp_path, workplace):
    def make(case, reach=None):
        (tmp_path / "mine.py").write_text(BURN)
        path = tmp_path / "lab.toml"
        path.write_text(suite('ipyparallel = { profile = "lab" }', case))
        build = building(workplace.environments, lambda event: None)
        return make_plan([str(path)], Wish(), workplace.describe, build, *([] if reach is None else [reach]))

    return make


@pytest.fixture
def workplace(results, monkeypatch):
    """Environments are built once for everybody: only data and results are this test's own."""
    from workbench.sessions.opening import open_workplace

    monkeypatch.delenv("XDG_CACHE_HOME")
    with open_workplace(results) as workplace:
        yield workplace


@pytest.fixture
def engines(plan_of, tmp_path, monkeypatch):
    """In the environment that the backend declares."""
    python = plan_of("nodes = 1").environment("ipyparallel").interpreter
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [python, "-m", "ipyparallel.cluster"]
    started = subprocess.Popen(
        [*command, "start", "--n=2", "--profile=lab"],
        cwd=tmp_path,
        env=surroundings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for_engines(python, surroundings)
        yield
    finally:
        subprocess.run(
            [*command, "stop", "--profile=lab"], cwd=tmp_path, env=surroundings, capture_output=True, check=False
        )
        started.kill()
        started.wait()


def wait_for_engines(python, surroundings):
    ready = "import ipyparallel; ipyparallel.Client(profile='lab', timeout=60).wait_for_engines(2, interactive=False)"
    deadline = time.monotonic() + 90
    while subprocess.run([python, "-c", ready], env=surroundings, capture_output=True, check=False).returncode != 0:
        assert time.monotonic() < deadline, "the engines did not start"
        time.sleep(0.5)


def test_cases_run_on_engines_and_what_a_killed_one_left_is_called_off(engines, plan_of, workplace):
    reach = reaching(workplace.runner)
    long = plan_of("workers_per_node = 2\nparameters = { pieces = 4000 }", reach)
    long = replace(long, measure=replace(long.measure, timeout_seconds=6.0))
    assert [trial.status for trial in run_plan(long, workplace, lambda event: None).trials] == [TIMEOUT]
    run = run_plan(plan_of("workers_per_node = [1, 2]", reach), workplace, lambda event: None)
    assert [(trial.status, trial.reason) for trial in run.trials] == [(OK, None)] * 2
    for trial in run.trials:
        (node,) = trial.nodes
        assert node.workers == node.worked
        assert node.sampler_lost is None
        assert 0.1 < node.cpu_seconds < 10.0
    assert {node.workers for trial in run.trials for node in trial.nodes} == {1, 2}
    assert glob.glob(os.path.join(tempfile.gettempdir(), "workbench-engine-*")) == []
