"""A real git repository of a person's own workload, with a commit to change."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.sessions.checking import installing

WORK = "import time\n\ndef work(workers):\n    time.sleep({seconds})\n"
SUITE = 'name = "own"\n[[cases]]\nworkload = "./work.py:work"\n[measure]\nwarmups = 0\n'

Git = Callable[..., str]


class Bare:
    """venv without pip: a tenth of the time."""

    name = "bare"

    def commands(self, folder, base, requirements, options):
        return ((base, "-I", "-m", "venv", "--without-pip", folder),)


@pytest.fixture
def bare_environments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installing, "Pip", Bare)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "work.py").write_text(WORK.format(seconds=0.02))
    (folder / "suite.toml").write_text(SUITE)
    (folder / ".gitignore").write_text("results/\n__pycache__/\n")
    return folder


@pytest.fixture
def git(project: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """Calls git in the project, which is a repository with one commit, on the branch `main`."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)

    def call(*words: str) -> str:
        identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        done = subprocess.run(["git", *identity, *words], cwd=project, capture_output=True, text=True, check=True)
        return done.stdout

    call("init", "--quiet", "--initial-branch=main")
    call("add", "--all")
    call("commit", "--quiet", "-m", "one")
    return call
