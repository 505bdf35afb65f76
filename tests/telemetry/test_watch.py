import os
import shutil
import time

import pytest

from workbench.contracts import Place, Probe
from workbench.probes.cpu_tree import CpuTree
from workbench.probes.host_cpu import HostCpu
from workbench.probes.io_tree import IoTree
from workbench.probes.memory_high_water import MemoryHighWater
from workbench.probes.memory_proportional import MemoryProportional
from workbench.probes.memory_resident import MemoryResident
from workbench.probes.processes import Processes
from workbench.telemetry.order import WatchOrder
from workbench.telemetry.recording import ArrowImport
from workbench.telemetry.series import read_series
from workbench.telemetry.watch import Watch

MEGABYTE = 1_000_000
HOLD = """
block = bytearray(300_000_000)
block[::4096] = b"x" * len(range(0, len(block), 4096))
print("held", flush=True)
input()
del block
print("gone", flush=True)
input()
"""
PARENT_OF = "import subprocess, sys; subprocess.run([sys.executable, '-c', %r])"
WORK = """
import time
print("up", flush=True)
for seconds in (0, 0.3, 0):
    input()
    while time.process_time() < seconds:
        pass
    print("worked", flush=True)
input()
"""
UNSEEN = """
import subprocess
print("up", flush=True)
input()
subprocess.run(["true"])
print("done", flush=True)
input()
"""


@pytest.fixture
def probes():
    """Those whose files the recorded tree has."""
    return [CpuTree, HostCpu, IoTree, MemoryHighWater, MemoryProportional, MemoryResident, Processes]


@pytest.fixture(scope="module")
def arrow():
    return ArrowImport()


@pytest.fixture
def watched(probes, arrow):
    """Watch a real tree, ticking by hand."""

    def watch(pid, launcher_pid=None, **fields):
        now = time.monotonic()
        return Watch(WatchOrder("t", pid, now, launcher_pid=launcher_pid, **fields), probes, arrow, now, Place())

    return watch


def answer(process):
    process.stdin.write("\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


def test_a_recorded_tree_comes_to_these_figures(recorded, probes, arrow, tmp_path):
    order = WatchOrder.from_message(
        {
            "type": "watch",
            "trial_id": "t",
            "pid": recorded.root,
            "launcher_pid": recorded.launcher,
            "launched_at": 99.9,
            "series_path": str(tmp_path / "t.arrows"),
            "interval_seconds": 0.1,
            "a field of later": 1,
        }
    )
    watch = Watch(order, probes, arrow, 100.0, Place(recorded.proc, str(tmp_path)))
    watch.tick(100.0)
    watch.mark("measure", "start", 100.0)
    for tick in range(1, 19):
        watch.tick(100.0 + tick / 10)
    watch.mark("measure", "end", 101.9)
    watch.tick(101.9)
    summary = watch.finish(102.0)
    assert (summary.tree_peak_processes, summary.tree_peak_threads) == (4, 5)
    assert summary.memory.low_estimator == "pss_sampled"
    assert 0 < summary.memory.low_bytes < summary.memory.rss_sampled_bytes <= summary.memory.high_bytes
    assert summary.totals["cpu_sampled_seconds"] == pytest.approx(0.14)
    assert summary.sampler.ticks == 21
    assert summary.sampler.worst_gap_seconds == pytest.approx(0.1)
    assert summary.sampler.unavailable == {}
    table = read_series(str(tmp_path / "t.arrows"))
    resident = [row for row in table.to_pylist() if row["series"] == "resident_bytes" and not row["process"]]
    assert [row["at_seconds"] for row in resident] == pytest.approx([0.1, 2.1])
    assert len({row["value"] for row in resident}) == 1
    per_process = {row["process"]: row["value"] for row in table.to_pylist() if row["series"] == "user_seconds"}
    assert sorted(int(label.split()[0]) for label in per_process if label) == sorted(
        [recorded.root, *recorded.workers, recorded.orphan]
    )


def test_missed_ticks_are_a_gap_and_are_not_made_up(recorded, probes, arrow):
    watch = Watch(WatchOrder("t", recorded.root, 100.0), probes, arrow, 100.0, Place(recorded.proc))
    watch.tick(100.0)
    watch.tick(100.73)
    assert watch.next_due == pytest.approx(100.8)
    summary = watch.finish(100.8)
    assert summary.sampler.ticks == 3
    assert summary.sampler.worst_gap_seconds == pytest.approx(0.73)


def test_an_edge_of_a_phase_brings_a_tick_forward_but_not_a_flood(recorded, probes, arrow):
    watch = Watch(WatchOrder("t", recorded.root, 100.0), probes, arrow, 100.0, Place(recorded.proc))
    watch.tick(100.0)
    watch.mark("compute", "start", 100.05)
    watch.mark("lunch", "start", 100.05)
    assert watch.next_due == pytest.approx(100.1)
    watch.mark("setup", "end", 100.05)
    assert watch.next_due == pytest.approx(100.05)
    watch.tick(100.05)
    watch.mark("measure", "start", 100.051)
    watch.mark("measure", "end", 100.052)
    assert 100.06 - 1e-9 <= watch.next_due <= 100.1
    watch.close()


class Costly(Probe):
    name = "costly"
    series = {"x": "1"}
    counters = frozenset(series)
    interval_seconds = 60.0

    def sample(self, tree, now):
        sum(range(300_000))
        return {"x": now}


def test_edges_do_not_make_a_costly_reading_a_burden(recorded, arrow):
    watch = Watch(WatchOrder("t", recorded.root, 100.0), [Costly], arrow, 100.0, Place(recorded.proc))
    watch.tick(100.0)
    watch.mark("measure", "start", 100.02)
    watch.tick(100.02)
    watch.mark("measure", "end", 100.021)
    assert watch.next_due > 100.035
    watch.close()


def test_counters_are_told_by_phase(recorded, arrow):
    place, order = Place(recorded.proc), WatchOrder("t", recorded.root, 100.0)
    watch = Watch(
        order, [type("Clock", (Costly,), {"sample": lambda self, tree, now: {"x": now}})], arrow, 100.0, place
    )
    watch.tick(100.0)
    for phase, start, end in (("setup", 100.1, 100.4), ("measure", 100.4, 101.4), ("measure", 101.5, 103.0)):
        watch.mark(phase, "start", start)
        watch.tick(start + 0.001)
        watch.mark(phase, "end", end)
    watch.mark("score", "start", 103.0)
    summary = watch.finish(103.5)
    assert {phase: figures["costly.x"] for phase, figures in summary.phase_totals.items()} == pytest.approx(
        {"setup": 0.3, "measure": 2.5, "score": 0.5}
    )


def test_cpu_time_falls_into_the_phase_that_used_it(watched, python):
    process = python("-c", WORK)
    assert process.stdout.readline() == "up\n"
    watch = watched(process.pid)
    watch.tick(time.monotonic())
    for phase in ("setup", "measure", "score"):
        watch.mark(phase, "start", time.monotonic())
        watch.tick(time.monotonic())
        answer(process)
        watch.mark(phase, "end", time.monotonic())
    totals = watch.finish(time.monotonic()).phase_totals
    used = {
        phase: figures["cpu_tree.user_seconds"] + figures["cpu_tree.system_seconds"]
        for phase, figures in totals.items()
    }
    assert used["measure"] > 0.9 * sum(used.values())
    assert used["measure"] > 0.1


def test_300_mb_are_seen_within_2_percent(watched, python):
    process = python("-c", HOLD)
    assert process.stdout.readline() == "held\n"
    watch = watched(process.pid)
    watch.tick(time.monotonic())
    assert answer(process) == "gone"
    summary = watch.finish(time.monotonic())
    python_itself = 25 * MEGABYTE
    assert summary.memory.low_bytes >= 0.98 * 300 * MEGABYTE
    assert summary.memory.low_bytes <= 1.02 * 300 * MEGABYTE + python_itself
    assert summary.memory.high_bytes >= summary.memory.low_bytes


def test_the_bound_holds_for_memory_that_no_tick_saw(watched, python):
    process = python("-c", "print('up', flush=True)\ninput()\n" + HOLD)
    assert process.stdout.readline() == "up\n"
    watch = watched(process.pid)
    watch.mark("measure", "start", time.monotonic())
    watch.tick(time.monotonic())
    assert answer(process) == "held"
    assert answer(process) == "gone"
    watch.mark("measure", "end", time.monotonic())
    memory = watch.finish(time.monotonic()).memory
    assert memory.rss_sampled_bytes < 100 * MEGABYTE
    assert memory.high_bytes >= 300 * MEGABYTE


def test_no_bound_where_a_child_came_and_went_unseen(watched, python):
    process = python("-c", UNSEEN)
    assert process.stdout.readline() == "up\n"
    watch = watched(process.pid)
    watch.mark("measure", "start", time.monotonic())
    watch.tick(time.monotonic())
    assert answer(process) == "done"
    watch.mark("measure", "end", time.monotonic())
    summary = watch.finish(time.monotonic())
    assert summary.memory.high_bytes is None
    assert not summary.only_process


def test_a_process_that_stays_alone_is_the_only_one(watched, python):
    watch = watched(python("-c", "input()").pid)
    watch.tick(time.monotonic())
    assert watch.finish(time.monotonic()).only_process


def test_the_memory_of_a_child_is_seen_beside_its_parents(watched, python):
    process = python("-c", PARENT_OF % HOLD)
    assert process.stdout.readline() == "held\n"
    watch = watched(process.pid)
    watch.tick(time.monotonic())
    assert answer(process) == "gone"
    memory = watch.finish(time.monotonic()).memory
    assert memory.low_bytes >= 0.98 * 300 * MEGABYTE


def test_page_tables_are_not_walked_as_a_measure_begins(recorded, arrow):
    seen = []

    class Heard(MemoryProportional):
        def sample(self, tree, now):
            seen.append(now)
            return super().sample(tree, now)

    watch = Watch(WatchOrder("t", recorded.root, 0.0), [Heard], arrow, 0.0, Place(recorded.proc))
    watch.tick(0.0)
    for now, marks in (
        (60.0, [("warmup", "end"), ("measure", "start")]),
        (60.1, [("measure", "end")]),
        (60.2, [("measure", "start"), ("measure", "end")]),
        (60.3, [("measure", "end"), ("measure", "start")]),
        (60.4, [("start", "end")]),
    ):
        for phase, edge in marks:
            watch.mark(phase, edge, now)
        watch.tick(now)
    watch.close()
    assert seen == [60.1, 60.2, 60.4]


def test_a_trial_that_was_over_before_the_first_tick(watched, python):
    process = python("-c", "pass")
    process.wait()
    summary = watched(process.pid).finish(time.monotonic())
    assert (summary.memory, summary.tree_peak_processes) == (None, None)
    assert summary.sampler.errors == 0


def test_no_descriptor_is_left_open(recorded, probes, arrow, tmp_path):
    before = len(os.listdir("/proc/self/fd"))
    order = WatchOrder("t", recorded.root, 0.0, series_path=str(tmp_path / "t.arrows"))
    watch = Watch(order, probes, arrow, 0.0, Place(recorded.proc))
    watch.tick(0.0)
    watch.finish(1.0)
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_system_without_the_files_gives_reasons(recorded, probes, arrow, tmp_path):
    shutil.copytree(recorded.proc, tmp_path / "proc")
    shutil.rmtree(tmp_path / "proc" / "self")
    watch = Watch(WatchOrder("t", recorded.root, 0.0), probes, arrow, 0.0, Place(str(tmp_path / "proc")))
    watch.tick(0.0)
    summary = watch.finish(0.1)
    assert set(summary.sampler.unavailable) == {"io_tree", "memory_high_water", "memory_proportional"}
    assert summary.read_bytes is None
    assert summary.memory.high_bytes is None


def test_without_proc_the_basics_come_through_psutil(python, probes, arrow, tmp_path):
    process = python("-c", "input()")
    watch = Watch(WatchOrder("t", process.pid, 0.0), probes, arrow, 0.0, Place(str(tmp_path)))
    for now in (0.0, 1.0):
        watch.tick(now)
    summary = watch.finish(1.1)
    assert summary.memory.low_estimator == "rss_sampled"
    assert summary.tree_peak_processes == 1
    assert "Linux" in summary.sampler.unavailable["memory_proportional"]
