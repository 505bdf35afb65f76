"""Trees made by hand, recorded ones, and real processes that end with their test: for one probe at a time."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from workbench.contracts import Place
from workbench.telemetry.tree import ProcTree

FIXTURES = Path(__file__).parents[1] / "telemetry" / "fixtures"


@pytest.fixture
def process():
    """A process whose /proc files are given as text."""

    def make(pid=7, resident=0, anonymous=0, threads=1, files=None, **attributes):
        files = dict(files or {})

        def read(name, keep=True):
            if isinstance(files.get(name), Exception):
                raise files[name]
            return files.get(name, "").encode()

        figures = {"user_seconds": 0.0, "system_seconds": 0.0, "reaped_faults": 0, "started": 1, **attributes}
        return SimpleNamespace(
            pid=pid,
            threads=threads,
            resident_bytes=lambda: resident,
            anonymous_bytes=lambda: anonymous,
            read=read,
            files=files,
            **figures,
        )

    return make


@pytest.fixture
def tree():
    """A tree of such processes."""

    def make(*processes, launcher=None, departed=(), arrived=(), user_seconds=0.0, system_seconds=0.0, workers=1):
        return SimpleNamespace(
            workers=workers,
            processes=processes,
            arrived=arrived,
            departed=departed,
            launcher=launcher,
            user_seconds=user_seconds,
            system_seconds=system_seconds,
        )

    return make


@pytest.fixture
def moments(tmp_path):
    """A recorded machine at its earlier moment: its Place, and `go_on()`, which makes it the later one.

    Files are overwritten in place, as the kernel's change: a kept descriptor sees the new figures.
    """

    def record(name, *groups):
        shutil.copytree(FIXTURES / name / "earlier", tmp_path / name)
        later, here = FIXTURES / name / "later", tmp_path / name

        def go_on():
            for file in later.rglob("*"):
                if file.is_file():
                    (here / file.relative_to(later)).write_bytes(file.read_bytes())

        place = Place(str(here / "proc"), str(here / "sys"), tuple(str(here / "sys/fs/cgroup" / one) for one in groups))
        return SimpleNamespace(place=place, go_on=go_on)

    return record


@pytest.fixture
def live():
    """Start `python -c code` and wait until it prints `up`: its tree, and `process`. All of it ends with the test."""
    if not Path("/proc/self/task").is_dir():
        pytest.skip("no /proc here")

    def end(group):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)

    with contextlib.ExitStack() as stack:

        def start(code, workers=1):
            command = [sys.executable, "-c", code]
            pipe = subprocess.PIPE
            process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, start_new_session=True)
            stack.callback(process.wait)
            stack.callback(end, process.pid)
            stack.callback(process.stdin.close)
            stack.callback(process.stdout.close)
            assert process.stdout.readline() == "up\n"
            tree = ProcTree(process.pid, workers=workers)
            stack.callback(tree.close)

            def ask(probe):
                tree.refresh(time.monotonic())
                return probe.sample(tree, time.monotonic())

            return SimpleNamespace(tree=tree, process=process, ask=ask)

        yield start
