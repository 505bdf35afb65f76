import json
import os
import signal
import subprocess
import sys
import time

import pytest

from workbench import wire
from workbench.telemetry.series import read_series
from workbench.telemetry.summary import WatchSummary

BASIC = {"cpu_tree", "io_tree", "memory_high_water", "memory_proportional", "memory_resident", "processes", "series"}
SLEEPER = "import time; time.sleep(600)"
HOSTILE = "import ctypes, time; ctypes.CDLL(None).prctl(15, %r, 0, 0, 0); print('named', flush=True); time.sleep(600)"


class Client:
    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "workbench.telemetry.sampler"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def send(self, **message):
        self.process.stdin.write(wire.encode(message))
        self.process.stdin.flush()

    def receive(self):
        return json.loads(self.process.stdout.readline())

    def watch(self, pid, **fields):
        order = {"trial_id": "t", "pid": pid, "launched_at": time.monotonic(), "interval_seconds": 0.02}
        self.send(type="watch", **{**order, **fields})

    def summary(self):
        self.send(type="stop")
        message = self.receive()
        while message["type"] != "summary":
            message = self.receive()
        return WatchSummary.from_message(message)

    def end(self):
        self.process.stdin.close()
        status = self.process.wait(timeout=30)
        self.process.stdout.close()
        return status


@pytest.fixture
def sampler():
    client = Client()
    yield client
    if client.process.poll() is None:
        client.process.kill()
    client.process.wait()
    for pipe in (client.process.stdin, client.process.stdout):
        try:
            pipe.close()
        except BrokenPipeError:
            pass


def rows(path):
    try:
        return read_series(str(path)).num_rows
    except FileNotFoundError:
        return 0


def test_one_process_serves_one_trial_after_another(sampler, launcher, tmp_path, until):
    process, root = launcher(SLEEPER)
    sampler.send(type="prepare")
    assert sampler.receive() == {"type": "ready"}
    for trial in ("a", "b"):
        path = tmp_path / (trial + ".arrows")
        sampler.watch(root, trial_id=trial, launcher_pid=process.pid, series_path=str(path))
        sampler.send(type="mark", name="measure", edge="start", at=time.monotonic())
        until(lambda path=path: rows(path))
        sampler.send(type="mark", name="measure", edge="end", at=time.monotonic())
        summary = sampler.summary()
        assert summary.trial_id == trial
        assert summary.tree_peak_processes == 1
        assert summary.memory.low_bytes > 0
        assert summary.memory.high_bytes >= summary.memory.low_bytes
        assert BASIC.isdisjoint(summary.sampler.unavailable)
        assert read_series(str(path)).schema.metadata[b"complete"] == b"yes"
    assert sampler.end() == 0


def test_what_was_written_before_the_sampler_was_killed_is_readable(sampler, python, tmp_path, until):
    path = tmp_path / "t.arrows"
    sampler.watch(python("-c", SLEEPER).pid, series_path=str(path))
    seen = until(lambda: rows(path))
    sampler.process.kill()
    sampler.process.wait()
    table = read_series(str(path))
    assert table.num_rows >= seen
    assert table.schema.metadata[b"complete"] == b"no"
    assert "resident_bytes" in table.column("series").to_pylist()


@pytest.mark.parametrize("name", [b"a) S 1 (b", b"x\ny", b"\xff\xfe (", b") R 9 9 9"])
def test_a_hostile_name_changes_nothing(sampler, python, name, tmp_path):
    process = python("-c", HOSTILE % name)
    assert process.stdout.readline() == "named\n"
    path = str(tmp_path / "t.arrows")
    sampler.watch(process.pid, series_path=path)
    summary = sampler.summary()
    labels = {row["process"] for row in read_series(path).to_pylist()} - {""}
    assert len(labels) == 1
    assert labels.pop().isprintable()
    assert summary.tree_peak_processes == 1
    assert summary.memory.high_bytes > 0
    assert summary.sampler.errors == 0
    assert BASIC.isdisjoint(summary.sampler.unavailable)


def test_ctrl_c_is_the_runners_business(sampler, python):
    sampler.send(type="prepare")
    assert sampler.receive() == {"type": "ready"}
    os.kill(sampler.process.pid, signal.SIGINT)
    sampler.watch(python("-c", SLEEPER).pid)
    assert sampler.summary().tree_peak_processes == 1


def test_it_ends_with_its_input_even_while_it_watches(sampler, python):
    sampler.watch(python("-c", SLEEPER).pid)
    assert sampler.end() == 0


def test_bad_messages_are_answered_and_survived(sampler, python):
    sampler.process.stdin.write(b"not json\n")
    sampler.send(type="watch", trial_id="t")
    sampler.send(type="stop")
    assert [sampler.receive()["type"] for _ in range(3)] == ["failure"] * 3
    sampler.watch(python("-c", SLEEPER).pid)
    assert sampler.summary().trial_id == "t"


def test_a_new_watch_gives_up_the_old_one(sampler, python):
    process = python("-c", SLEEPER)
    sampler.watch(process.pid, trial_id="old")
    sampler.watch(process.pid, trial_id="new")
    assert sampler.summary().trial_id == "new"


def test_it_tells_how_it_goes_about_once_a_second(sampler, python, tmp_path):
    sampler.watch(python("-c", SLEEPER).pid, live=True)
    first, second = sampler.receive(), sampler.receive()
    while second["at_seconds"] == first["at_seconds"]:
        second = sampler.receive()
    assert {first["type"], second["type"]} == {"live"}
    assert second["at_seconds"] - first["at_seconds"] > 0.9
    assert all(len(wire.encode(message)) <= 4096 for message in (first, second))
    assert sampler.summary().trial_id == "t"


def test_it_is_quiet_unless_asked(sampler, python, tmp_path, until):
    path = tmp_path / "t.arrows"
    sampler.watch(python("-c", SLEEPER).pid, series_path=str(path))
    until(lambda: rows(path))
    sampler.send(type="stop")
    assert sampler.receive()["type"] == "summary"
