"""What `make test` says where Spark is there, and where it can't be brought."""

import sys


def test_where_it_is_there_nothing_is_done(run_ci, tmp_path):
    python(tmp_path, "exit 0")
    done = run_ci("spark")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_where_it_can_not_be_brought_one_line_says_so_and_tests_go_on(run_ci, tmp_path):
    python(tmp_path, f"[ $2 = build ] && exec {sys.executable} -c 'raise SystemExit(\"no network\")'; exit 1")
    done = run_ci("spark")
    assert done.returncode == 0
    (line,) = done.stderr.splitlines()
    assert "will skip" in line
    assert "apt install default-jre-headless" in line
    assert "no network" in (tmp_path / ".venv" / "spark.log").read_text()


def python(folder, script):
    """What stands for the Python of .venv."""
    path = folder / ".venv" / "bin" / "python"
    path.parent.mkdir(parents=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
