"""Processes told by a marker: all that carry it end, and nothing else does."""

import os
import secrets
import subprocess
import sys

import pytest

from workbench.model.practice import PracticeProcess
from workbench.practice import processes

WAITS = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def started():
    """Starts a process that has a child, with that marker or another."""
    made = []

    def start(marker):
        environment = {**os.environ, processes.VARIABLE: marker}
        process = subprocess.Popen([sys.executable, "-c", WAITS], env=environment, stdout=subprocess.PIPE)
        made.append(process)
        return process, int(process.stdout.readline())

    yield start
    for process in made:
        process.kill()
        process.wait()
        process.stdout.close()


def test_all_that_carry_the_marker_end_and_no_other_does(started):
    mine, other = secrets.token_hex(8), secrets.token_hex(8)
    process, child = started(mine)
    stranger, strangers_child = started(other)
    assert set(processes.marked(mine)) == {process.pid, child}
    processes.end_all(mine, ())
    assert process.wait(10) == -9
    assert processes.started_at(child) is None
    assert stranger.poll() is None
    processes.end_all(other, ())
    assert processes.started_at(strangers_child) is None


def test_a_process_that_wrote_over_its_environment_ends_with_its_group_or_its_parent(started, tmp_path):
    stranger, child = started(secrets.token_hex(8))
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "cgroup.procs").write_text(f"{child}\n")
    processes.end_all(secrets.token_hex(8), [str(tmp_path), str(tmp_path / "none")])
    assert processes.started_at(child) is None
    assert stranger.poll() is None


def test_nothing_carries_a_new_marker():
    assert list(processes.marked(secrets.token_hex(8))) == []
    processes.end_all(secrets.token_hex(8), ())


def test_a_number_that_is_anothers_by_now_is_never_killed(started):
    process, _ = started(secrets.token_hex(8))
    began = processes.started_at(process.pid)
    before = PracticeProcess("worker", process.pid, began - 1)
    assert not processes.is_alive(before)
    assert not processes.kill(before)
    assert process.poll() is None
    assert processes.kill(PracticeProcess("worker", process.pid, began))
    assert process.wait(10) == -9
    assert not processes.kill(PracticeProcess("worker", process.pid, began))
