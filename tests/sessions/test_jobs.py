"""Clusters that jobs bring up: real Dask workers; `sbatch` and `scancel` are scripts that start and end them here."""

from __future__ import annotations

import contextlib
import glob
import json
import os
import signal
import stat
import subprocess
import sys
import time
from importlib.util import find_spec

import pytest

import workbench
from tests.sessions.labs import COUNT, ENDLESS, suite
from workbench.model.cluster import PartAsked
from workbench.model.job_queue import JobRequest
from workbench.model.plan import OURS
from workbench.planning.queueing import access_by
from workbench.running.runner import Runner
from workbench.sessions.surveying import survey_through

pytestmark = pytest.mark.skipif(find_spec("dask_jobqueue") is None, reason="dask-jobqueue is not installed")

SBATCH = """#!/bin/sh
test -e "$JOBS/refuse" && { echo "sbatch: error: invalid partition specified: short" >&2; exit 1; }
test -e "$JOBS/lazy" && { echo $$ > "$JOBS/$$"; echo "Submitted batch job $$"; exit 0; }
setsid sh "$1" > "$JOBS/log" 2>&1 < /dev/null &
cp "$1" "$JOBS/script"
echo $! > "$JOBS/$!"
echo "Submitted batch job $!"
"""
SCANCEL = """#!/bin/sh
for job in "$@"; do kill -s KILL -- "-$job" 2>/dev/null; rm -f "$JOBS/$job"; done
"""
CLUSTER = 'slurm = { partition = "short", memory_per_node = "1GB", wait = "4m" }'


@pytest.fixture
def farm(tmp_path):
    """A folder to run in, and the surroundings of a person who may submit jobs."""
    programs, jobs, here = (tmp_path / name for name in ("bin", "jobs", "here"))
    for folder in (programs, jobs, here):
        folder.mkdir()
    for name, text in (("sbatch", SBATCH), ("scancel", SCANCEL)):
        (programs / name).write_text(text)
        (programs / name).chmod(stat.S_IRWXU)
    (here / "mine.py").write_text(COUNT)
    (here / "lab.toml").write_text(suite(CLUSTER, "workers_per_node = 2", "./mine.py:Count"))
    surroundings = {
        **os.environ,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.path.dirname(os.path.dirname(workbench.__file__)),
        "JOBS": str(jobs),
    }
    yield here, jobs, surroundings
    subprocess.run([programs / "scancel", *running(jobs)], env=surroundings, check=False)


@pytest.fixture
def stands_in(farm, monkeypatch):
    """The same for what runs in this process."""
    here, _, surroundings = farm
    monkeypatch.chdir(here)
    for name in ("PATH", "JOBS"):
        monkeypatch.setenv(name, surroundings[name])
    return farm


def command(*arguments):
    return [sys.executable, "-m", "workbench", "run", "lab.toml", "--results", "results", *arguments]


def running(jobs):
    return [path.name for path in jobs.iterdir() if path.name.isdigit()]


def left_in(here):
    return glob.glob(str(here / ".workbench-jobs-*"))


def test_a_case_runs_on_the_cluster_that_its_jobs_brought_up_and_they_are_cancelled(farm):
    here, jobs, surroundings = farm
    done = subprocess.run(command("--json"), cwd=here, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "waiting for 1 job of slurm" in done.stderr
    assert "Traceback" not in done.stderr
    (path,) = glob.glob(str(here / "results" / "*" / "*" / "trials.jsonl"))
    with open(path, encoding="utf-8") as file:
        (trial,) = map(json.loads, file)
    assert [(node["workers"], node["worked"]) for node in trial["nodes"]] == [(2, 2)]
    assert "#SBATCH -p short" in (jobs / "script").read_text()
    assert (running(jobs), left_in(here)) == ([], [])


@pytest.mark.systems
def test_jobs_are_cancelled_when_we_are_killed(farm):
    here, jobs, surroundings = farm
    (here / "mine.py").write_text(ENDLESS)
    process = subprocess.Popen(
        command(), cwd=here, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    with process:
        until(lambda: running(jobs))
        process.kill()
    until(lambda: not running(jobs))


@pytest.mark.parametrize(
    ("mark", "told"),
    [
        ("refuse", "the job was refused: sbatch: error: invalid partition specified: short"),
        ("lazy", "of 2 workers of 1 jobs 0 came within 0.2 s; the jobs wrote nothing"),
    ],
)
def test_jobs_that_do_not_come_are_told_and_cancelled(stands_in, mark, told):
    here, jobs, _ = stands_in
    (jobs / mark).write_text("")
    access = access_by(JobRequest("slurm", "short", wait_seconds=0.2, workers_per_node=2))
    with Runner() as runner:
        answer = survey_through(runner)(access, [PartAsked(2, 1)], OURS)
    assert answer.error.startswith("no cluster by jobs of slurm: " + told)
    assert (running(jobs), left_in(here)) == ([], [])


def test_jobs_are_cancelled_when_the_process_that_holds_them_is_killed(stands_in):
    here, jobs, _ = stands_in
    access = access_by(JobRequest("slurm", "short", wait_seconds=240.0))
    with Runner() as runner:
        found = runner.reached(access)
        assert found.address.startswith("tcp://127.0.0.1:")
        assert runner.reached(access) == found
        (holder,) = glob.glob(str(here / ".workbench-jobs-*"))
        os.kill(process_in(holder), signal.SIGKILL)
        assert running(jobs)
    assert (running(jobs), left_in(here)) == ([], [])


def test_a_dry_run_submits_nothing():
    events = []
    survey = survey_through(None, events.append, submit=False)
    assert survey(access_by(JobRequest("slurm")), [PartAsked(1, 1)], OURS).refusals == (None,)
    assert events == []


def process_in(folder):
    """Our own child that works in a folder."""
    for path in glob.glob("/proc/[0-9]*"):
        with contextlib.suppress(OSError), open(path + "/stat", "rb") as file:
            parent = int(file.read().rpartition(b")")[2].split()[1])
            if parent == os.getpid() and os.readlink(path + "/cwd") == folder:
                return int(os.path.basename(path))
    raise AssertionError("nobody works in %s" % folder)


def until(condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)
