"""Runs the command line as a person does: a process, in an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Cli = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def cache_home(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("cache"))


@pytest.fixture
def cli(tmp_path: Path, cache_home: str) -> Cli:
    def call(*words: str, folder: Path = tmp_path, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "XDG_CACHE_HOME": cache_home, "COLUMNS": "100"}
        environment.pop("WORKBENCH_DEBUG", None)
        return subprocess.run(
            [sys.executable, "-m", "workbench", *words],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    return call


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    path = tmp_path / "moment.toml"
    path.write_text(
        '# Does waiting scale?\nname = "moment"\n[[cases]]\nworkload = "waiting"\n'
        'parameters = { seconds = 0.08, chunks = 8 }\nbackends = ["threading"]\nworkers = [1, 2]\n'
        "[measure]\nlaunches = 2\nwarmups = 0\n"
    )
    return path
