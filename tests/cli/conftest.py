"""Runs the command line as a person does: a process, in an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Cli = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def cache_home(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("cache"))


def surroundings(cache_home: str) -> dict[str, str]:
    """Read at each call, so that what a test sets in its environment is in the process's too."""
    kept = {name: value for name, value in os.environ.items() if name != "WORKBENCH_DEBUG"}
    return {**kept, "XDG_CACHE_HOME": cache_home, "COLUMNS": "100"}


@pytest.fixture
def cli(tmp_path: Path, cache_home: str) -> Cli:
    def call(*words: str, folder: Path = tmp_path, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "workbench", *words],
            cwd=folder,
            env=surroundings(cache_home),
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    return call


@pytest.fixture
def cli_started(tmp_path: Path, cache_home: str) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """One that isn't waited for; what it tells people is in its `stderr`, and it ends with the test."""
    started: list[subprocess.Popen[str]] = []

    def start(*words: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "workbench", *words],
            cwd=tmp_path,
            env=surroundings(cache_home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.terminate()
        process.communicate(timeout=60)


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    path = tmp_path / "moment.toml"
    path.write_text(
        '# Does waiting scale?\nname = "moment"\n[[cases]]\nworkload = "waiting"\n'
        'parameters = { seconds = 0.08, chunks = 8 }\nbackends = ["threading"]\nworkers = [1, 2]\n'
        "[measure]\nlaunches = 2\nwarmups = 0\n"
    )
    return path
