"""`workbench check` as a person calls it: real processes, a real git repository."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

WORK = "import time\n\ndef work(workers):\n    time.sleep({seconds})\n"
SUITE = 'name = "own"\n[[cases]]\nworkload = "./work.py:work"\n[measure]\nwarmups = 0\n'
QUICK = ("--metric", "time", "--gate", "100%", "--time-budget", "60s")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one commit on the branch `main`, whose work takes 20 ms."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "work.py").write_text(WORK.format(seconds=0.02))
    (folder / "suite.toml").write_text(SUITE)
    (folder / ".gitignore").write_text("results/\n__pycache__/\n")
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder)
    return folder


def git(folder: Path, *words: str) -> str:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    return subprocess.run(["git", *identity, *words], cwd=folder, capture_output=True, text=True, check=True).stdout


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", "a change")


def nothing_is_left(folder: Path) -> bool:
    return git(folder, "worktree", "list").count("\n") == 1


def test_work_that_takes_four_times_as_long_fails_within_few_launches(cli, project):
    (project / "work.py").write_text(WORK.format(seconds=0.08))
    files = ("--junit", "o.xml", "--markdown", "o.md", "--annotations", "o.txt", "--benchmark-smaller", "o.json")
    done = cli("check", "suite.toml", "--against", "main", "--json", *QUICK, *files, folder=project)
    assert done.returncode == 3, done.stderr
    xml, markdown, annotations, smaller = ((project / name).read_text() for name in files[1::2])
    assert 'failures="1"' in xml
    assert "| ❌ failed | work: 1 worker, time |" in markdown
    assert annotations.startswith("::error title=failed")
    assert json.loads(smaller)[0]["name"] == "work: 1 worker, time"
    found = json.loads(done.stdout)
    assert found["outcome"] == "failed"
    (case,) = found["comparisons"]
    assert case["verdict"] == "slower"
    assert case["confirmed"]
    assert 2 < case["ratio"]["low"] < case["ratio"]["high"] < 8
    assert case["launches"]["head"] + case["confirming_launches"]["head"] <= 12
    assert "with uncommitted changes" in done.stdout
    assert nothing_is_left(project)
    assert len(list(project.glob("results/[!.]*/*"))) == 2


def test_the_same_code_is_never_a_regression_and_its_runs_can_be_read(cli, project):
    done = cli("check", "./work.py:work", "--against", "main", *QUICK, folder=project)
    assert done.returncode == 0, done.stderr
    assert "Passed" in done.stdout
    assert "the same code" in done.stdout
    assert cli("results", "validate", folder=project).returncode == 0
    assert cli("show", "latest", folder=project).returncode == 0
    assert cli("run", "--resume", folder=project).returncode == 5


def test_a_head_that_raises_is_told_loudly_and_ends_with_4(cli, project):
    (project / "work.py").write_text("def work(workers):\n    raise ValueError('broken here')\n")
    commit(project)
    done = cli("check", "suite.toml", "--against", "HEAD~1", *QUICK, folder=project)
    assert done.returncode == 4, done.stderr
    assert "HEAD fails where BASE works: ValueError in measure: broken here" in " ".join(done.stdout.split())


def test_a_head_that_cannot_be_imported_ends_with_4_and_names_the_file(cli, project):
    (project / "work.py").write_text("import nosuchmodule\n")
    done = cli("check", "suite.toml", "--against", "main", *QUICK, folder=project)
    assert done.returncode == 4
    assert "is broken where BASE works" in done.stderr
    assert "nosuchmodule" in done.stderr
    assert "wb-" not in done.stderr
    assert nothing_is_left(project)


def test_a_base_without_the_workload_leaves_nothing_to_decide(cli, project):
    git(project, "mv", "work.py", "other.py")
    (project / "suite.toml").write_text(SUITE.replace("work.py", "other.py"))
    done = cli("check", "suite.toml", "--against", "main", *QUICK, folder=project)
    assert done.returncode == 5
    assert "nothing to hold HEAD against" in done.stderr
    assert "other.py" in done.stderr


def test_a_case_on_one_side_only_is_told_and_the_others_are_judged(cli, project):
    (project / "work.py").write_text(f"{WORK.format(seconds=0.02)}\ndef other(workers):\n    pass\n")
    gone = '[[cases]]\nworkload = "./work.py:other"\n[measure]'
    (project / "suite.toml").write_text(SUITE.replace("[measure]", gone))
    commit(project)
    (project / "new.py").write_text(WORK.format(seconds=0.01))
    (project / "suite.toml").write_text(SUITE.replace("[measure]", '[[cases]]\nworkload = "./new.py:work"\n[measure]'))
    done = cli("check", "suite.toml", "--against", "main", *QUICK, folder=project)
    assert done.returncode == 0, done.stderr
    told = " ".join(done.stdout.split())
    assert "1 case only in HEAD (" in told
    assert "1 case only in BASE (other: 1 worker): HEAD's suite no longer names it" in told
    assert "1 passed" in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--against main"),
        (("--against", "main", "--baseline", "x"), "hold against one thing"),
        (("--against", "mian"), "did you mean `main`?"),
        (("--against", "main", "--time-budget", "0"), "no time at all"),
        (("--against", "main", "--only", "workers=7"), "workers=7"),
    ],
)
def test_what_cannot_be_asked_is_told_with_what_to_write(cli, project, words, said):
    done = cli("check", "suite.toml", *words, folder=project)
    assert done.returncode in (2, 5)
    assert said in done.stderr


def test_outside_git_the_way_out_is_named(cli, tmp_path):
    (tmp_path / "work.py").write_text(WORK.format(seconds=0.01))
    done = cli("check", "./work.py:work", "--against", "main")
    assert done.returncode == 2
    assert "--baseline RUN" in done.stderr


@pytest.mark.parametrize(
    ("number", "interrupts", "code"),
    [(signal.SIGINT, "SIG_DFL", 130), (signal.SIGTERM, "SIG_IGN", 143)],
    ids=["typed", "in-the-background"],
)
def test_an_interrupt_leaves_no_worktree_no_process_and_two_runs_that_can_be_read(
    project, cache_home, cli, number, interrupts, code
):
    """A shell starts what runs in the background with SIGINT ignored: then SIGTERM is how it is ended."""
    (project / "work.py").write_text(WORK.format(seconds=0.3))
    commit(project)
    begun = f"import os, signal, sys; signal.signal(signal.SIGINT, signal.{interrupts}); "
    begun += "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    process = subprocess.Popen(
        [sys.executable, "-c", begun, "-m", "workbench", "check", "suite.toml", "--against", "main", "--gate", "0.001"],
        cwd=project,
        env={**os.environ, "XDG_CACHE_HOME": cache_home},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    trials = []
    deadline = time.monotonic() + 60
    while not trials and time.monotonic() < deadline:
        time.sleep(0.05)
        trials = [path for path in project.glob("results/*/*/trials.jsonl") if path.stat().st_size]
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == code, said
    assert "what was launched is kept" in said
    assert nothing_is_left(project)
    assert not any(name.startswith(f"wb-{process.pid}-") for name in os.listdir("/tmp"))
    assert cli("results", "validate", folder=project).returncode == 0


def test_a_stored_run_is_a_baseline_and_what_is_slower_is_launched_afresh(cli, project):
    assert cli("run", "suite.toml", folder=project).returncode == 0
    (project / "work.py").write_text(WORK.format(seconds=0.1))
    done = cli("check", "suite.toml", "--baseline", "results", "--json", "--metric", "time", folder=project)
    assert done.returncode == 3, done.stderr
    (case,) = json.loads(done.stdout)["comparisons"]
    assert case["confirmed"]
    assert "launching afresh" in done.stderr
    other = cli("check", "./work.py:work", "--baseline", "results", folder=project)
    assert other.returncode == 5
    assert "no run of the suite" in other.stderr
    assert cli("check", "suite.toml", "--baseline", "nosuch", folder=project).returncode == 5


def test_calibrating_tells_this_machines_noise(cli, project):
    done = cli(
        "check", "suite.toml", "--calibrate", "--json", "--metric", "time", "--time-budget", "30s", folder=project
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["comparisons"] == []
    (case,) = found["calibration"]["cases"]
    assert case["pair_noise_ratio"] > 0
    assert found["calibration"]["false_alarms"]["low"] < 0.05
