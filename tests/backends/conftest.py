from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

import workbench
from workbench import registry
from workbench.model.plan import EnvironmentSpec
from workbench.sessions.environments import building
from workbench.store.environments import EnvironmentCache, default_root

MINE = """
import os, threading, time

def who(item):
    time.sleep(0.02)
    return os.getpid(), threading.get_ident()

def square(item):
    return item * item

def first_and_last(array):
    return int(array[0]), int(array[-1])

def describe_threads(item):
    time.sleep(0.02)
    import numpy, threadpoolctl
    pools = [pool["num_threads"] for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"]
    return os.getpid(), os.environ.get("OMP_NUM_THREADS"), pools
"""
THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
THREADS = 2


class Exercised:
    """What a script did in a process of its own, and what it left behind."""

    def __init__(self, seen: Any, stdout: str, stderr: str, survivors: list[str], files: list[str]) -> None:
        self.seen = seen
        self.stdout = stdout
        self.stderr = stderr
        self.survivors = survivors
        self.files = files


@pytest.fixture(scope="session")
def import_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a trial's PYTHONPATH holds: this package and a user's file."""
    folder = tmp_path_factory.mktemp("imports")
    (folder / "workbench").symlink_to(Path(workbench.__file__).parent)
    (folder / "mine.py").write_text(MINE)
    return folder


@pytest.fixture(scope="session")
def run_script(import_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Exercised]:
    """Runs a script of this folder with one argument, as the runner runs a trial: its surroundings, its own process."""

    def run(script: str, argument: Any, interpreter: str = sys.executable) -> Exercised:
        folder = tmp_path_factory.mktemp("exercise")
        scratch = tempfile.mkdtemp(prefix="wb-", dir="/tmp")
        out = folder / "seen.json"
        mark = uuid.uuid4().hex
        surroundings = dict(os.environ, PYTHONPATH=str(import_folder), WORKBENCH_TEST_MARK=mark, TMPDIR=scratch)
        # Every process imports the same libraries: compile them once, whatever the surroundings say.
        surroundings.pop("PYTHONDONTWRITEBYTECODE", None)
        surroundings["PYTHONPYCACHEPREFIX"] = str(import_folder.with_name("bytecode"))
        surroundings.update(dict.fromkeys(THREAD_VARIABLES, str(THREADS)))
        done = subprocess.run(
            [interpreter, str(Path(__file__).with_name(script)), str(out), json.dumps(argument)],
            env=surroundings,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        survivors = wait_for_none(mark)
        left = os.listdir(scratch)
        shutil.rmtree(scratch)
        assert done.returncode == 0, done.stderr
        return Exercised(json.loads(out.read_text()), done.stdout, done.stderr, survivors, left)

    return run


@pytest.fixture(scope="session")
def interpreter_of() -> Callable[[str], str]:
    """The Python that a backend runs in: this one, or that of the environment it brings along, built when asked for."""

    def find(backend: str) -> str:
        declared = registry.load(registry.resolve("backend", backend)).environment
        if declared is None:
            return sys.executable
        asked = EnvironmentSpec("python", "", requirements=declared.requirements)
        with EnvironmentCache(default_root()) as cache:
            found = building(cache, lambda event: None)("tests", {declared.name: asked})[declared.name]
        assert found.unavailable is None, found.unavailable
        return found.interpreter

    return find


def wait_for_none(mark: str) -> list[str]:
    """The command lines of processes that still carry the mark; none after at most ten seconds when all went."""
    deadline = time.monotonic() + 10
    while (found := list(marked(mark))) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def marked(mark: str) -> Any:
    for process in psutil.process_iter():
        try:
            if process.environ().get("WORKBENCH_TEST_MARK") == mark:
                yield " ".join(process.cmdline())
        except psutil.Error:
            continue
