"""What `make test` says where valgrind is there, and where it can't be brought."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / ".ci" / "valgrind"


@pytest.fixture
def run(tmp_path):
    """Runs the script in a folder of its own; only the named programs are on PATH, and `id`."""
    (tmp_path / ".venv").mkdir()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "id").symlink_to(shutil.which("id"))

    def call(*programs):
        for name in programs:
            program = tmp_path / "bin" / name
            program.write_text("#!/bin/sh\nexit 0\n")
            program.chmod(0o755)
        words, path = [shutil.which("sh"), str(SCRIPT)], {**os.environ, "PATH": str(tmp_path / "bin")}
        return subprocess.run(words, cwd=tmp_path, env=path, capture_output=True, text=True, check=False)

    return call


def test_where_it_is_there_nothing_is_done(run):
    done = run("valgrind")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_where_it_can_not_be_brought_one_line_says_so_and_tests_go_on(run):
    done = run()
    assert done.returncode == 0
    (line,) = done.stderr.splitlines()
    assert "will skip" in line
    assert "apt install valgrind" in line
