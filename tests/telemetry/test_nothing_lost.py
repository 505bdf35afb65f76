"""What may befall a watch: processes by the thousand, used-up numbers, a clock that is set, a sampler that stands."""

import datetime as dt
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from workbench import wire
from workbench.contracts import Place
from workbench.probes.cpu_tree import CpuTree
from workbench.probes.memory_resident import MemoryResident
from workbench.probes.processes import Processes
from workbench.telemetry.labels import readable
from workbench.telemetry.order import WatchOrder
from workbench.telemetry.probing import load_probes
from workbench.telemetry.process import Descriptors, ProcProcess
from workbench.telemetry.recording import ArrowImport
from workbench.telemetry.series import read_series
from workbench.telemetry.summary import WatchSummary
from workbench.telemetry.watch import Watch

pytest.importorskip("pyarrow")
SHORT_LIVED = """
import os
print("up", flush=True)
input()
for _ in range(5000):
    pid = os.fork()
    if pid == 0:
        sum(range(2000))
        os._exit(0)
    os.waitpid(pid, 0)
print("done", flush=True)
input()
"""


@pytest.fixture
def sampler():
    with subprocess.Popen(
        [sys.executable, "-m", "workbench.telemetry.sampler"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        yield process
        process.kill()


@pytest.fixture
def watch(tmp_path):
    """Begin a watch whose series go to t.arrows."""
    arrow = ArrowImport()

    def begin(pid, probes, now, place=None, **fields):
        order = WatchOrder("t", pid, now, series_path=str(tmp_path / "t.arrows"), **fields)
        return Watch(order, probes, arrow, now, place or Place())

    return begin


def send(sampler, **message):
    sampler.stdin.write(wire.encode(message))
    sampler.stdin.flush()


def summary(sampler):
    send(sampler, type="stop")
    message = wire.decode(sampler.stdout.readline())
    assert message["type"] == "summary", message
    return WatchSummary.from_message(message)


def say(process):
    process.stdin.write("\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


@pytest.mark.slow
def test_5000_short_lived_children_are_survived_and_their_cpu_time_is_counted(sampler, python, tmp_path):
    process = python("-c", SHORT_LIVED)
    assert process.stdout.readline() == "up\n"
    path = str(tmp_path / "t.arrows")
    order = {"pid": process.pid, "launched_at": time.monotonic(), "interval_seconds": 0.02, "series_path": path}
    send(sampler, type="watch", trial_id="t", **order)
    send(sampler, type="mark", name="measure", edge="start", at=time.monotonic())
    assert say(process) == "done"
    send(sampler, type="mark", name="measure", edge="end", at=time.monotonic())
    found = summary(sampler)
    assert found.sampler.errors == 0
    assert found.tree_peak_processes >= 1
    assert found.memory.high_bytes is None
    with open("/proc/%d/stat" % process.pid, "rb") as file:
        fields = file.read().rpartition(b")")[2].split()
    reaped = sum(map(int, fields[13:15])) / os.sysconf("SC_CLK_TCK")
    used = found.phase_totals["measure"]
    assert reaped > 0
    assert used["cpu_tree.user_seconds"] + used["cpu_tree.system_seconds"] >= 0.9 * reaped
    assert read_series(path).schema.metadata[b"complete"] == b"yes"


def test_a_number_that_is_used_again_is_another_process(watch, recorded, tmp_path):
    """Forked until the kernel hands a number out again would take minutes: the second process is put in by hand."""
    first = ProcProcess.find(recorded.workers[0], recorded.proc, Descriptors(0))
    line = first.read("stat")
    again = line.replace(b" %d " % first.started, b" %d " % (first.started + 500))
    folder = tmp_path / "proc"
    shutil.copytree(recorded.proc, folder)
    watching = watch(recorded.root, [CpuTree, Processes], 100.0, Place(str(folder)), launcher_pid=recorded.launcher)
    watching.tick(100.0)
    (folder / str(first.pid) / "stat").write_bytes(again)
    for now in (100.1, 100.2, 101.2):
        watching.tick(now)
    found = watching.finish(101.3)
    labels = {row["process"] for row in read_series(str(tmp_path / "t.arrows")).to_pylist()}
    name = readable(first.name())
    assert {"%d %s" % (first.pid, name), "%d %s #2" % (first.pid, name)} <= labels
    assert found.tree_peak_processes == 4
    assert found.sampler.errors == 0


@pytest.mark.parametrize("gone", ["statm", "status", "io", "smaps_rollup", "stat"])
def test_a_file_that_vanishes_between_two_ticks_costs_no_probe(watch, recorded, tmp_path, gone, monkeypatch):
    folder = tmp_path / "proc"
    shutil.copytree(recorded.proc, folder)
    monkeypatch.setattr("workbench.telemetry.tree._descriptor_limit", lambda: 0)
    watching = watch(recorded.root, load_probes(), 100.0, Place(str(folder)), launcher_pid=recorded.launcher)
    watching.tick(100.0)
    before = watching.latest()
    (folder / str(recorded.orphan) / gone).unlink()
    for now in (100.1, 103.2):
        watching.mark("measure", "end", now)
        watching.tick(now)
    found = watching.finish(103.3)
    assert found.sampler.errors == 0
    assert before["processes.processes"] == 4


def test_the_clock_on_the_wall_may_do_what_it_likes(watch, python, tmp_path, monkeypatch):
    process = python("-c", "input()")
    watching = watch(process.pid, [CpuTree, MemoryResident, Processes], time.monotonic())

    def broken(*asked):
        raise AssertionError("somebody asked the clock on the wall")

    class NoClock:
        now = utcnow = today = broken

    monkeypatch.setattr(time, "time", broken)
    monkeypatch.setattr(time, "time_ns", broken)
    monkeypatch.setattr(dt, "datetime", NoClock)
    watching.mark("measure", "start", time.monotonic())
    watching.tick(time.monotonic())
    watching.mark("measure", "end", time.monotonic())
    found = watching.finish(time.monotonic())
    monkeypatch.undo()
    assert found.sampler.errors == 0
    assert found.sampler.worst_gap_seconds >= 0
    assert min(read_series(str(tmp_path / "t.arrows")).column("at_seconds").to_pylist()) >= 0


def test_a_stall_is_a_gap_in_the_record_and_in_the_series(sampler, python, tmp_path):
    process = python("-c", "input()")
    path = str(tmp_path / "t.arrows")
    order = {"pid": process.pid, "launched_at": time.monotonic(), "interval_seconds": 0.02, "series_path": path}
    send(sampler, type="prepare")
    assert wire.decode(sampler.stdout.readline()) == {"type": "ready"}
    send(sampler, type="watch", trial_id="t", **order)
    time.sleep(0.2)
    os.kill(sampler.pid, signal.SIGSTOP)
    time.sleep(0.5)
    os.kill(sampler.pid, signal.SIGCONT)
    time.sleep(0.1)
    found = summary(sampler)
    assert found.sampler.worst_gap_seconds >= 0.45
    gaps = [row for row in read_series(path).to_pylist() if row["probe"] == "sampler"]
    assert {row["series"] for row in gaps} == {"gap_seconds"}
    worst = max(gaps, key=lambda row: row["value"])
    assert worst["value"] == pytest.approx(found.sampler.worst_gap_seconds)
    assert worst["at_seconds"] >= worst["value"]


def test_a_short_delay_is_no_gap(watch, recorded, tmp_path):
    watching = watch(recorded.root, [Processes], 100.0, Place(recorded.proc))
    for now in (100.0, 100.1, 100.55, 101.2):
        watching.tick(now)
    watching.finish(101.3)
    rows = read_series(str(tmp_path / "t.arrows")).to_pylist()
    gaps = [(row["at_seconds"], row["value"]) for row in rows if row["series"] == "gap_seconds"]
    assert gaps == [(pytest.approx(1.2), pytest.approx(0.65))]
