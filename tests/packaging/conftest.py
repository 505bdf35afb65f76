"""Scripts that `make test` starts from, run where little is installed."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

CI = Path(__file__).parents[2] / ".ci"


@pytest.fixture
def run_ci(tmp_path):
    """Runs a script of .ci in a folder of its own; only the named programs are on PATH, and `id`."""
    (tmp_path / ".venv").mkdir()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "id").symlink_to(shutil.which("id"))

    def call(script, *programs):
        for name in programs:
            program = tmp_path / "bin" / name
            program.write_text("#!/bin/sh\nexit 0\n")
            program.chmod(0o755)
        return subprocess.run(
            [shutil.which("sh"), str(CI / script)],
            cwd=tmp_path,
            env={**os.environ, "PATH": str(tmp_path / "bin")},
            capture_output=True,
            text=True,
            check=False,
        )

    return call
