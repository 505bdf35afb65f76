"""Cases on a cluster that SLURM brings up: Debian's slurmctld and slurmd on this machine, real sbatch and scancel."""

from __future__ import annotations

import contextlib
import glob
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from importlib.util import find_spec

import pytest

import workbench
from tests.sessions.labs import COUNT, ENDLESS, suite

NEEDED = ("munged", "slurmctld", "slurmd", "sbatch", "scancel", "squeue")
LACKING = [name for name in NEEDED if shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin") is None]
pytestmark = [
    pytest.mark.systems,
    pytest.mark.skipif(find_spec("dask_jobqueue") is None, reason="dask-jobqueue is not installed"),
    pytest.mark.skipif(bool(LACKING), reason="needs %s: apt install slurm-wlm munge" % ", ".join(LACKING)),
    pytest.mark.skipif(os.getuid() != 0, reason="slurmd starts jobs as their owners: needs root"),
]

CONFIGURATION = """
ClusterName=workbench
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ctld}
SlurmdPort={slurmd}
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
CredType=cred/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=1,batch_sched_delay=0,defer_batch
ReturnToService=2
InactiveLimit=0
KillWait=1
NodeName={host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=1024 State=UNKNOWN
PartitionName=short Nodes={host} Default=YES MaxTime=10 State=UP
"""
CLUSTER = 'slurm = { partition = "%s", memory_per_node = "512MB", walltime = "5m", wait = "4m" }'
CASE = "workers_per_node = [1, 2]\nparameters = { rounds = 300000 }", "./mine.py:Count"

WAITS = """
import os
import time
from workbench.contracts import Workload

class Waits(Workload):
    name = "waits"
    parameters = {"enough": ""}

    def run(self, data, context):
        context.map(wait, [self.values["enough"]])

def wait(path):
    while not os.path.exists(path):
        time.sleep(0.1)
"""


@pytest.fixture
def surroundings(tmp_path, monkeypatch):
    """A controller and one node, configured in a folder, with ports of their own on the loopback."""
    folder = tmp_path / "slurm"
    for name in ("", "munge", "state", "spool"):
        (folder / name).mkdir(mode=0o755)
    key = folder / "munge" / "key"
    key.write_bytes(os.urandom(128))
    key.chmod(0o400)
    host = socket.gethostname().partition(".")[0]
    configuration = folder / "slurm.conf"
    configuration.write_text(CONFIGURATION.format(host=host, folder=folder, ctld=free_port(), slurmd=free_port()))
    found = {
        **os.environ,
        "PATH": os.environ["PATH"] + ":/usr/sbin",
        "SLURM_CONF": str(configuration),
        "PYTHONPATH": os.path.dirname(os.path.dirname(workbench.__file__)),
    }
    munge = ["munged", "--foreground", "--force", "--key-file", str(key), "--socket", str(folder / "munge" / "socket")]
    files = ("pid", "log", "seed")
    munge += [word for name in files for word in (f"--{name}-file", str(folder / "munge" / name))]
    with contextlib.ExitStack() as stack:
        for argv in (munge, ["slurmctld", "-D", "-c"], ["slurmd", "-D", "-c", "-N", host]):
            process = subprocess.Popen(argv, env=found, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            stack.callback(process.wait)
            stack.callback(process.kill)
            if argv is munge:
                until((folder / "munge" / "socket").exists)
        until(lambda: "idle" in told(["sinfo", "-h", "-o", "%t"], found))
        yield found


def test_cases_run_in_jobs_of_slurm_and_none_is_left(surroundings, tmp_path):
    (tmp_path / "mine.py").write_text(COUNT)
    (tmp_path / "lab.toml").write_text(suite(CLUSTER % "short", *CASE))
    argv = [sys.executable, "-m", "workbench", "run", "lab.toml", "--results", "results"]
    done = subprocess.run(argv, cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + jobs(surroundings)
    (path,) = glob.glob(str(tmp_path / "results" / "*" / "*" / "trials.jsonl"))
    with open(path, encoding="utf-8") as file:
        trials = [json.loads(line) for line in file]
    assert sorted((node["workers"], node["worked"]) for trial in trials for node in trial["nodes"]) == [(1, 1), (2, 2)]
    until(lambda: jobs(surroundings) == "")
    assert glob.glob(str(tmp_path / ".workbench-jobs-*")) == []


def test_launches_are_made_on_a_farm_that_slurm_brings_and_none_is_left(surroundings, tmp_path):
    (tmp_path / "mine.py").write_text(COUNT)
    text = suite(CLUSTER % "short", "", "./mine.py:Count", launches=2)
    (tmp_path / "lab.toml").write_text(text.replace('clusters = ["lab"]\n', ""))
    argv = [sys.executable, "-m", "workbench", "run", "lab.toml", "--farm", "lab", "--farm-jobs", "1"]
    done = subprocess.run(argv, cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + jobs(surroundings)
    (path,) = glob.glob(str(tmp_path / "results" / "*" / "*" / "trials.jsonl"))
    with open(path, encoding="utf-8") as file:
        trials = [json.loads(line) for line in file]
    assert [trial["host"] for trial in trials] == [socket.gethostname()] * 2
    until(lambda: jobs(surroundings) == "")
    assert glob.glob(str(tmp_path / ".workbench-jobs-*")) == []


def test_a_partition_that_there_is_not_is_told_before_anything_runs(surroundings, tmp_path):
    (tmp_path / "mine.py").write_text(COUNT)
    (tmp_path / "lab.toml").write_text(suite(CLUSTER % "none", *CASE))
    argv = [sys.executable, "-m", "workbench", "run", "lab.toml"]
    done = subprocess.run(argv, cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "the job was refused: sbatch: error: invalid partition specified: none" in done.stderr


def test_jobs_are_cancelled_when_we_are_killed(surroundings, tmp_path):
    (tmp_path / "mine.py").write_text(ENDLESS)
    (tmp_path / "lab.toml").write_text(suite(CLUSTER % "short", *CASE))
    argv = [sys.executable, "-m", "workbench", "run", "lab.toml"]
    with subprocess.Popen(
        argv, cwd=tmp_path, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        until(lambda: "R" in jobs(surroundings).split())
        process.kill()
    until(lambda: jobs(surroundings) == "")


def test_a_run_whose_walltime_ends_stops_with_one_sentence_and_goes_on_in_new_jobs(surroundings, tmp_path):
    """A minute is the least that SLURM knows. What is endless for the first jobs is done in a moment by the next."""
    (tmp_path / "mine.py").write_text(WAITS)
    where = f'workers_per_node = 1\nparameters = {{ enough = "{tmp_path / "enough"}" }}', "./mine.py:Waits"
    access = (CLUSTER % "short").replace("5m", "1m")
    (tmp_path / "lab.toml").write_text(suite(access, *where, launches=2, measure='timeout = "150s"'))
    argv = [sys.executable, "-m", "workbench", "run", "--results", "results"]
    cut = subprocess.run(
        [*argv, "lab.toml"], cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=False
    )
    assert cut.returncode == 2, cut.stderr
    assert "cluster lab can't be used any more, so the run stops here" in cut.stderr
    assert "Traceback" not in cut.stderr
    until(lambda: jobs(surroundings) == "")
    (tmp_path / "enough").write_text("")
    (folder,) = glob.glob(str(tmp_path / "results" / "*" / "*"))
    done = subprocess.run(
        [*argv, "--resume", folder], cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=False
    )
    with open(os.path.join(folder, "trials.jsonl"), encoding="utf-8") as file:
        trials = [json.loads(line) for line in file]
    assert [trial["status"] for trial in trials] == ["failed", "ok"], done.stderr
    assert "WorkersLost in measure: Dask lost the worker" in trials[0]["reason"]
    assert done.returncode == 4  # One trial of the run has failed.
    until(lambda: jobs(surroundings) == "")


def jobs(surroundings):
    """The states of the jobs that are there."""
    return told(["squeue", "-h", "-o", "%t"], surroundings)


def told(argv, surroundings):
    return subprocess.run(argv, env=surroundings, capture_output=True, text=True, check=False).stdout.strip()


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def until(condition):
    deadline = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.2)
