"""`workbench run` and what reads its results: show, fit, results, list."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest


def one_run(folder: Path) -> Path:
    (run,) = folder.glob("results/[!.]*/*")
    return run


def test_a_suite_runs_and_its_report_is_on_standard_output(cli, suite):
    done = cli("run", str(suite))
    assert done.returncode == 0, done.stderr
    assert "waiting" in done.stdout
    assert "[4/4]" in done.stderr
    assert "[4/4]" not in done.stdout


def test_show_prints_the_same_report_and_json_is_complete(cli, suite):
    ran = cli("run", str(suite))
    assert cli("show").stdout == ran.stdout
    report = json.loads(cli("show", "latest", "--json").stdout)
    assert report["trials_recorded"] == 4
    assert len(report["workloads"][0]["rows"]) == 2


def test_a_dry_run_runs_nothing_then_knows_what_earlier_runs_took(cli, suite, tmp_path):
    fresh = cli("run", str(suite), "--dry-run")
    assert fresh.returncode == 0, fresh.stderr
    assert "2 cases, 4 launches" in fresh.stdout
    assert "no earlier run" in fresh.stdout
    assert not (tmp_path / "results").exists()
    cli("run", str(suite))
    assert "those with one should take" in cli("run", str(suite), "--dry-run").stdout
    assert len(json.loads(cli("run", str(suite), "--dry-run", "--json").stdout)["cases"]) == 2


@pytest.fixture
def sized(suite):
    """A suite with a size that no machine holds: 8 TB of float64."""
    full = suite.parent / "full" / suite.name
    full.parent.mkdir()
    full.write_text(
        'name = "immense"\n[[cases]]\nworkload = "ridge"\nsolver = "sklearn.Ridge[saga]"\n'
        "parameters = { samples = 100_000_000, features = 10_000 }\n"
    )
    return suite


def test_a_size_that_cannot_fit_is_refused_with_what_it_would_take_and_how_to_go_on(cli, sized, tmp_path):
    done = cli("run", str(sized), "--size", "full")
    assert done.returncode == 2
    assert "no earlier run; its data is 8.0 TB; memory unknown; time unknown" in done.stderr
    assert "its data alone is 8.0 TB" in done.stderr
    assert "--oversize" in done.stderr
    assert not (tmp_path / "results").exists()


def test_a_size_that_a_suite_lacks_is_told_with_those_it_has(cli, sized):
    done = cli("run", str(sized), "--size", "huge")
    assert done.returncode == 2
    assert "has no size 'huge'; it has full" in done.stderr
    assert "is for a suite" in cli("run", "--size", "full", "./mine.py:train").stderr
    assert cli("run", str(sized), "--size", "../full").returncode == 2


def test_only_selects_and_selecting_nothing_is_exit_5(cli, suite):
    chosen = cli("run", str(suite), "--only", "workers=2", "--dry-run")
    assert "1 case, 2 launches" in chosen.stdout
    assert cli("run", str(suite), "--only", "workers=3", "--dry-run").returncode == 5


def test_a_mistake_in_a_suite_is_told_with_its_line_and_the_nearest_name(cli, suite, tmp_path):
    suite.write_text(suite.read_text().replace("workers", "wokers").replace('"waiting"', '"wating"'))
    done = cli("run", str(suite))
    assert done.returncode == 2
    assert "moment.toml:4" in done.stderr
    assert "`waiting`" in done.stderr
    assert "moment.toml:7" in done.stderr
    assert "`workers`" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "results").exists()


def test_a_command_scales(cli, tmp_path):
    (tmp_path / "train.py").write_text("import sys, time; time.sleep(0.2 / int(sys.argv[2]))")
    words = ["--workers", "1,2", "--launches", "2", "--warmups", "0", "--", sys.executable, "train.py", "--jobs"]
    done = cli("run", *words, "{workers}")
    assert done.returncode == 0, done.stderr
    assert one_run(tmp_path).exists()


def test_a_command_that_fails_is_exit_4_with_its_reason(cli, tmp_path):
    (tmp_path / "train.py").write_text("raise SystemExit('no data here')")
    done = cli("run", "--launches", "1", "--warmups", "0", "--", sys.executable, "train.py")
    assert done.returncode == 4
    assert "no data here" in done.stdout


def test_a_function_of_workers_scales(cli, tmp_path):
    (tmp_path / "mine.py").write_text("import time\ndef job(workers, size=2):\n    time.sleep(size / 20 / workers)\n")
    done = cli("run", "./mine.py:job", "--workers", "1,2", "--launches", "1")
    assert done.returncode == 0, done.stderr
    assert "job" in done.stdout


def test_ctrl_c_leaves_a_valid_run_that_resume_finishes(cli, suite, tmp_path):
    suite.write_text(suite.read_text().replace("seconds = 0.08", "seconds = 1.5"))
    process = subprocess.Popen(
        [sys.executable, "-m", "workbench", "run", str(suite)],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=dict(os.environ, XDG_CACHE_HOME=str(tmp_path / "cache")),
        # A shell that runs us in the background has interrupts ignored, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no threads here
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not [
        p for p in tmp_path.glob("results/*/*/trials.jsonl") if p.stat().st_size
    ]:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert "Traceback" not in errors
    assert "--resume" in errors
    assert cli("results", "validate").returncode == 0
    resumed = cli("run", str(suite), "--resume")
    assert resumed.returncode == 0, resumed.stderr
    assert len((one_run(tmp_path) / "trials.jsonl").read_text().splitlines()) == 4
    assert cli("run", str(suite), "--resume").returncode == 5


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_being_told_to_end_tidies_up(suite, tmp_path, number):
    suite.write_text(suite.read_text().replace("seconds = 0.08", "seconds = 5.0"))
    short = Path(tempfile.mkdtemp(dir="/tmp"))
    process = subprocess.Popen(
        [sys.executable, "-m", "workbench", "run", str(suite)],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        env=dict(os.environ, TMPDIR=str(short)),
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not list(short.glob("wb-*/s")):
        time.sleep(0.02)
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 128 + number, errors
    assert "Traceback" not in errors
    assert not list(short.glob("wb-*"))
    shutil.rmtree(short)


def test_a_second_run_waits_for_the_first(cli_started, suite):
    told = "waiting for another run on this machine to end (process 4711)"
    lock = Path(tempfile.gettempdir(), f"workbench-{os.getuid()}.lock")
    with open(lock, "w") as held:
        held.write("4711")
        held.flush()
        fcntl.flock(held, fcntl.LOCK_EX)
        second = cli_started("run", str(suite), "--launches", "1")
        assert any(told in line for line in second.stderr), second.wait(60)
        assert second.poll() is None
        fcntl.flock(held, fcntl.LOCK_UN)
        assert second.wait(120) == 0


def test_resume_refuses_what_would_not_be_the_same_run(cli, tmp_path):
    mine = tmp_path / "mine.py"
    mine.write_text("def job(workers):\n    pass\n")
    cli("run", "./mine.py:job", "--launches", "2", "--time-budget", "0.001s")
    mine.write_text("def job(workers):\n    return 1\n")
    done = cli("run", "--resume")
    assert done.returncode == 2
    assert "mine.py has changed" in done.stderr
    assert cli("run", "--resume", "latest", "--launches", "3").returncode == 2


def test_fit_reads_a_file_and_a_run(cli, suite, tmp_path):
    rows = [f"{workers},{0.05 + 0.95 / workers + noise}" for workers in (1, 2, 4, 8) for noise in (0, 0.001, 0.002)]
    (tmp_path / "t.csv").write_text("\n".join(["workers,seconds", *rows]))
    fitted = json.loads(cli("fit", "t.csv", "--json").stdout)
    parameter = fitted["laws"]["amdahl"]["parameters"]["serial_fraction"]
    assert parameter["low"] <= 0.051 / 1.001 <= parameter["high"]
    assert "serial fraction" in cli("fit", "t.csv").stdout.lower()
    cli("run", str(suite))
    assert len(json.loads(cli("fit", "latest", "--json").stdout)) == 1


def test_fit_names_what_is_wrong_in_a_file(cli, tmp_path):
    (tmp_path / "t.csv").write_text("wrkers,seconds\n1,2\n2,x\n")
    done = cli("fit", "t.csv")
    assert done.returncode == 2
    assert "t.csv:1" in done.stderr
    assert "workers" in done.stderr


def test_a_results_folder_that_is_a_file_is_one_clear_sentence(cli, suite, tmp_path):
    (tmp_path / "results").write_text("")
    done = cli("run", str(suite))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "results" in done.stderr


def test_no_target_and_an_unknown_one_are_usage_errors(cli):
    assert cli("run").returncode == 2
    unknown = cli("run", "dmo")
    assert unknown.returncode == 2
    assert "`demo`" in unknown.stderr
