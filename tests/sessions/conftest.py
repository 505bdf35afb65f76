"""A workplace in temporary folders, a suite that takes a moment, and a cluster of Dask on two nodes."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from workbench.sessions.opening import open_workplace

SUITE = """# Does waiting scale?
name = "moment"
[[cases]]
workload = "waiting"
parameters = { seconds = 0.08, chunks = 8 }
backends = ["threading"]
workers = [1, 2]
[measure]
launches = 2
warmups = 0
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    path = tmp_path / "moment.toml"
    path.write_text(SUITE)
    return path


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return str(tmp_path / "results")


@pytest.fixture
def workplace(results: str):
    with open_workplace(results) as workplace:
        yield workplace


NODES = ("127.0.0.1", "127.0.0.2")


@pytest.fixture(scope="session")
def dask_on_two_nodes():
    """A function: the file of a scheduler with two workers of one thread each, at two addresses, without nannies.

    They keep files in a folder, have the variables of `of_node` besides, and end with the block.
    """
    return _dask_on_two_nodes


@contextlib.contextmanager
def _dask_on_two_nodes(folder, of_node=lambda host: {}):
    if not _can_listen(NODES[1]):
        pytest.skip("the loopback has one address only here")
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    with contextlib.ExitStack() as stack:

        def start(module, *arguments, **more):
            argv = [sys.executable, "-m", "distributed.cli." + module, *arguments, "--no-dashboard"]
            process = subprocess.Popen(
                argv, cwd=folder, env={**surroundings, **more}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            stack.callback(process.wait, 30)
            stack.callback(process.kill)

        where = str(folder / "scheduler.json")
        start(
            "dask_scheduler", "--host", NODES[0], "--port", "0", "--scheduler-file", where, "--dashboard-address", ":0"
        )
        for host in NODES:
            start(
                *("dask_worker", "--scheduler-file", where, "--host", host, "--nthreads", "1", "--no-nanny"),
                **of_node(host),
            )
        _wait_for_workers(where)
        yield where


def _can_listen(host):
    with socket.socket() as found:
        try:
            found.bind((host, 0))
        except OSError:
            return False
    return True


def _wait_for_workers(where):
    from distributed import Client

    deadline = time.monotonic() + 60
    while not os.path.exists(where):
        assert time.monotonic() < deadline, "the scheduler did not start"
        time.sleep(0.1)
    with Client(scheduler_file=where, set_as_default=False) as client:
        client.wait_for_workers(len(NODES), timeout=60)
