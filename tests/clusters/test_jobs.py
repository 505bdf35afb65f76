"""Job scripts as dask-jobqueue renders them for the three batch systems. None of these is needed, or asked."""

from __future__ import annotations

import signal
import sys
from dataclasses import asdict

import pytest

from workbench.clusters import _jobs
from workbench.model.job_queue import LINES, JobRequest


@pytest.fixture(scope="module")
def dask_jobqueue():
    """Its import takes SIGINT over: given back."""
    handler = signal.getsignal(signal.SIGINT)
    found = pytest.importorskip("dask_jobqueue", reason="dask-jobqueue is not installed")
    signal.signal(signal.SIGINT, handler)
    return found


ASKED = {
    "line": "short",
    "account": "physics",
    "memory_bytes": 8_000_000_000,
    "interface": "ib0",
    "walltime_seconds": 5400.0,
    "directives": ("--reservation=night",),
    "prologue": ("module load python",),
    "nodes": 4,
    "workers_per_node": 2,
}
HEADERS = {
    "slurm": [
        "#SBATCH -J workbench",
        "#SBATCH -p short",
        "#SBATCH -A physics",
        "#SBATCH -n 1",
        "#SBATCH --cpus-per-task=2",
        "#SBATCH --mem=8G",
        "#SBATCH -t 01:30:00",
        "#SBATCH --exclusive",
        "#SBATCH --reservation=night",
    ],
    "pbs": [
        "#PBS -N workbench",
        "#PBS -q short",
        "#PBS -A physics",
        "#PBS -l select=1:ncpus=2:mem=7630MB",
        "#PBS -l walltime=01:30:00",
        "#PBS -l place=excl",
        "#PBS --reservation=night",
    ],
    "lsf": [
        "#BSUB -J workbench",
        "#BSUB -q short",
        '#BSUB -P "physics"',
        "#BSUB -n 2",
        '#BSUB -R "span[hosts=1]"',
        "#BSUB -W 01:30",
        "#BSUB -x",
        "#BSUB --reservation=night",
    ],
}


@pytest.fixture
def rendered(dask_jobqueue, monkeypatch, tmp_path):
    def lines(request):
        monkeypatch.chdir(tmp_path)
        made = getattr(dask_jobqueue, _jobs.CLASSES[request.system]).job_cls
        script = made("tcp://10.0.0.1:8786", name="n", **_jobs.job_options(asdict(request))).job_script()
        return script.splitlines()

    return lines


@pytest.mark.parametrize("system", sorted(LINES))
def test_a_job_is_one_node_with_a_worker_of_one_thread_for_each_that_was_asked_for(system, rendered):
    lines = rendered(JobRequest(system, **ASKED))
    assert set(HEADERS[system]) <= set(lines), lines
    command = lines[-1]
    assert lines.index("module load python") < lines.index(command)
    assert command.startswith(sys.executable + " -m distributed.cli.dask_worker tcp://10.0.0.1:8786 ")
    for words in ("--nthreads 1", "--nworkers 2", "--interface ib0", "--death-timeout 60", "--no-dashboard"):
        assert words in command


@pytest.mark.parametrize("system", sorted(LINES))
def test_what_is_not_asked_for_is_not_written(system, rendered):
    text = "\n".join(rendered(JobRequest(system, exclusive=False)))
    for word in ("exclusive", "place=excl", "-x\n", "short", "physics", "--interface"):
        assert word not in text
    assert "--host 127.0.0.1" in text
    assert "--nworkers" not in text


@pytest.mark.parametrize(
    ("system", "seconds", "written"),
    [("slurm", 90.0, "00:02:00"), ("pbs", 172_800.0, "48:00:00"), ("lsf", 3601.0, "01:01")],
)
def test_a_job_lasts_as_long_as_was_asked_for_and_never_less(system, seconds, written):
    assert _jobs.job_options(asdict(JobRequest(system, walltime_seconds=seconds)))["walltime"] == written
