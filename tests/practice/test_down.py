"""Ending a cluster that was cut short: nothing of it is left, however far it had got."""

import os
import signal
import subprocess
import time

import pytest

from tests.practice.conftest import left_of


def begun(clusters, name, processes):
    """`up`, once it has started so many processes."""
    command = clusters.command("up", name, "--nodes", "2", "--cpus-per-worker", "0.2")
    up = subprocess.Popen(
        command, env=clusters.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and up.poll() is None:
        found = clusters.read(name)
        if found is not None and len(found.processes) >= processes:
            return up, found
        time.sleep(0.005)
    raise AssertionError(up.communicate()[1])


@pytest.fixture(autouse=True)
def _dask():
    pytest.importorskip("distributed", reason="distributed is not installed")


@pytest.mark.parametrize("processes", [0, 1, 3])
def test_after_it_was_killed_half_way_down_takes_away_what_there_is(clusters, processes):
    up, found = begun(clusters, "killed", processes)
    up.kill()
    up.communicate()
    if os.path.exists(found.folder):
        assert "not complete" in clusters("list").stdout
    done = clusters("down", "killed")
    assert done.returncode == 0, done.stderr
    assert left_of(found) == []


def test_a_signal_takes_it_down_at_once(clusters):
    up, found = begun(clusters, "ended", 2)
    up.send_signal(signal.SIGTERM)
    said = up.communicate(timeout=60)[1].decode()
    assert up.returncode == 143, said
    assert "interrupted" in said
    assert left_of(found) == []
    assert clusters.read("ended") is None


def test_a_cluster_whose_processes_somebody_killed_goes_down_as_well(clusters):
    done = clusters("up", "emptied", "--nodes", "2")
    assert done.returncode == 0, done.stderr
    found = clusters.read("emptied")
    for process in found.processes:
        try:
            os.kill(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass  # It went with its node.
    assert clusters("down", "emptied").returncode == 0
    assert left_of(found) == []
