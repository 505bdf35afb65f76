"""The suite for asv: asv itself runs, compares and publishes it."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ASV = str(Path(sys.executable).with_name("asv"))
QUICK = r"time_run\('waiting'\)"


@pytest.fixture
def checkout(tmp_path):
    """A repository with nothing but the suite in it, and two commits: asv writes beside its configuration."""
    shutil.copytree(
        ROOT / "suites" / "asv", tmp_path / "suites" / "asv", ignore=shutil.ignore_patterns(".asv", "__*__")
    )
    shutil.copy(ROOT / "suites" / "asv" / "benchmarks" / "__init__.py", tmp_path / "suites" / "asv" / "benchmarks")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "-q", "-b", "main"], check=True)
    commits = []
    for name in ("one", "two"):
        subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", name], check=True)
        shown = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True)
        commits.append(shown.stdout.strip())
    return tmp_path / "suites" / "asv", commits


def asv(folder, *words):
    # asv takes what PYTHONPATH names off the path again, wherever it came from; ASV_PYTHONPATH is what it adds.
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH")}
    done = subprocess.run(
        [ASV, *words],
        cwd=folder,
        env=kept | {"HOME": str(folder), "ASV_PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_asv_runs_compares_and_publishes_it(checkout):
    folder, commits = checkout
    asv(folder, "machine", "--yes")
    for commit in commits:
        asv(folder, "run", "--python=same", "--quick", "--set-commit-hash", commit, "-b", QUICK)
    compared = asv(folder, "compare", *commits)
    assert re.search(r"\d{3}±\S*ms .* working\.Working\.time_run\('waiting'\)", compared)
    asv(folder, "publish")
    index = json.loads((folder / ".asv" / "html" / "index.json").read_text())
    assert "working.Working.time_run" in index["benchmarks"]


@pytest.mark.slow
def test_asv_tracks_a_serial_fraction_that_is_known(checkout):
    folder, commits = checkout
    asv(folder, "machine", "--yes")
    words = ("run", "--python=same", "--quick", "--set-commit-hash", commits[0], "-b", r"serial_fraction\('waiting")
    asv(folder, *words)
    (path,) = (folder / ".asv" / "results").glob("*/*-existing*.json")
    results = json.loads(path.read_text())["results"]["working.Scaling.track_serial_fraction"][0]
    (value,) = [value for value in results if value == value and value is not None]
    assert 0.0 < value < 0.5  # 0.05 by construction; more where other work is in its way


@pytest.mark.slow
def test_every_solver_that_it_names_solves(checkout):
    folder, commits = checkout
    asv(folder, "machine", "--yes")
    asv(folder, "run", "--python=same", "--quick", "--set-commit-hash", commits[0], "-b", "time_solve")
    (path,) = (folder / ".asv" / "results").glob("*/*-existing*.json")
    results = json.loads(path.read_text())["results"]["solving.Solving.time_solve"][0]
    assert len(results) == 8
    assert all(value > 0 for value in results)


def test_its_configuration_installs_this_project():
    configuration = json.loads((ROOT / "suites" / "asv" / "asv.conf.json").read_text())
    assert configuration["project"] == "workbench"
    assert (ROOT / "suites" / "asv" / configuration["repo"] / "pyproject.toml").exists()
