import os
import time

import pytest

from workbench.contracts import Place
from workbench.probes.run_queue import RunQueue
from workbench.telemetry.tree import ProcTree

SPIN = """
import hashlib, sys, threading, time
block = bytes(1 << 20)
def spin(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        hashlib.sha256(block).digest()  # lets go of the interpreter's lock
"""
SHARED_CPU = (
    SPIN
    + """
import os
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
threads = [threading.Thread(target=spin, args=(0.8,)) for _ in range(2)]
for thread in threads: thread.start()
print("up", flush=True)
for thread in threads: thread.join()
print("done", flush=True)
sys.stdin.read()
"""
)
UNEVEN = (
    SPIN
    + """
print("up", flush=True)
sys.stdin.readline()
threads = [threading.Thread(target=spin, args=(seconds,)) for seconds in (1.2, 0.3)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print("done", flush=True)
sys.stdin.read()
"""
)


def test_the_recorded_threads(moments):
    machine = moments("limited-v1")
    tree, probe = ProcTree(31948, None, machine.place.proc, workers=2), RunQueue(machine.place)
    assert probe.unreadable() is None
    tree.refresh(0.0)
    probe.mark(tree, "measure", "start", 0.0)
    first = probe.sample(tree, 0.0)
    machine.go_on()
    tree.refresh(2.0)
    probe.mark(tree, "measure", "end", 2.0)
    assert probe.due(tree, 2.0, 2.0, True)
    last = probe.sample(tree, 2.0)
    processes = probe.sample_processes(tree, 2.0)
    probe.close()
    tree.close()
    assert first["on_cpu_seconds"] == pytest.approx(0.028439947)
    assert last["on_cpu_seconds"] == pytest.approx(0.444365345)
    assert last["run_queue_wait_seconds"] == pytest.approx(6.145126526)
    assert processes[31951] == pytest.approx({"on_cpu_seconds": 0.002005878, "run_queue_wait_seconds": 1.59841761})
    totals = probe.totals()
    assert totals["run_queue_wait_seconds"] == last["run_queue_wait_seconds"]
    assert totals["busy_threads"] == 2
    ran = sorted((213905946 - 6867525, 188564457 - 3157870))
    assert totals["load_balance_ratio"] == pytest.approx(sum(ran) / 2 / ran[1])


@pytest.fixture
def worker(tmp_path, process):
    """A process with one thread that has run and waited so long; `ended` is what a thread that is gone answers."""

    def make(pid, ran=0.0, waited=0.0, ended=False, **figures):
        folder = tmp_path / str(pid) / "task" / str(pid)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "schedstat").write_text("" if ended else "%d %d 1\n" % (ran * 1e9, waited * 1e9))
        return process(pid=pid, **{"user_seconds": ran, **figures})

    return make


def test_sums_never_fall_when_threads_and_processes_end(worker, tree, tmp_path):
    probe = RunQueue(Place(str(tmp_path)))
    probe.sample(tree(worker(1, 2.0, 0.5), worker(2, 3.0, 0.25)), 0.0)
    probe.sample(tree(worker(1, 2.5, 0.5), worker(2, ended=True)), 1.0)
    last = probe.sample(tree(worker(1, 3.0, 0.5)), 2.0)
    probe.close()
    assert last == pytest.approx({"on_cpu_seconds": 6.0, "run_queue_wait_seconds": 0.75})


def test_only_the_measured_time_is_judged(worker, tree, tmp_path):
    """Before and after it everything is done by one worker, in it both do the same."""
    probe = RunQueue(Place(str(tmp_path)))
    for now, first, second in ((0.0, 0.0, 0.0), (5.0, 5.0, 0.0), (7.0, 6.5, 1.5), (9.0, 8.5, 1.5)):
        members = [worker(1, 0.0), worker(2, first), worker(3, second)]
        for edge in {5.0: ["start"], 7.0: ["end"]}.get(now, []):
            probe.mark(tree(*members), "measure", edge, now)
        probe.sample(tree(*members, workers=2, user_seconds=first + second), now)
    probe.close()
    assert probe.totals()["load_balance_ratio"] == pytest.approx(1.0)
    assert probe.totals()["busy_threads"] == 2


def test_an_edge_that_was_not_sampled_is_shared_out(worker, tree, tmp_path):
    """Half of the time between two samples was measured: half of what was done in it counts."""
    probe = RunQueue(Place(str(tmp_path)))
    for now, first, second in ((0.0, 0.0, 0.0), (2.0, 2.0, 1.0)):
        members = tree(worker(1), worker(2, first), worker(3, second), workers=2, user_seconds=first + second)
        if now:
            probe.mark(members, "measure", "start", 1.0)
            probe.mark(members, "measure", "end", 2.0)
        probe.sample(members, now)
    probe.close()
    assert probe.totals()["load_balance_ratio"] == pytest.approx(0.75)


def test_a_worker_that_departed_keeps_what_it_was_last_seen_to_use(worker, tree, tmp_path):
    """Both workers ran 0.9 s; one departed between two samples, and its threads were last read at its start."""
    probe = RunQueue(Place(str(tmp_path)))
    root = worker(1)
    probe.mark(tree(root), "measure", "start", 0.0)
    probe.sample(tree(root, worker(2), worker(3), workers=2), 0.0)
    left = worker(3, 0.9, ended=True)
    assert not probe.due(tree(root, worker(2), departed=(left,)), 0.5, 0.01, False)
    last = tree(root, worker(2, 0.9), workers=2, user_seconds=1.8)
    probe.mark(last, "measure", "end", 1.0)
    probe.sample(last, 1.0)
    probe.close()
    assert probe.totals()["load_balance_ratio"] == pytest.approx(0.98, abs=0.02)


def test_work_that_nobody_saw_is_not_judged(worker, tree, tmp_path):
    probe = RunQueue(Place(str(tmp_path)))
    for now, ran, used in ((0.0, 0.0, 0.0), (1.0, 0.2, 5.0)):
        members = tree(worker(1, ran), workers=2, user_seconds=used)
        probe.mark(members, "measure", "end" if now else "start", now)
        probe.sample(members, now)
    probe.close()
    assert probe.totals()["load_balance_ratio"] is None


def test_without_a_measure_there_is_no_balance(worker, tree, tmp_path):
    probe = RunQueue(Place(str(tmp_path)))
    for now in (0.0, 1.0):
        probe.sample(tree(worker(1, now)), now)
    probe.close()
    assert probe.totals() == {"run_queue_wait_seconds": 0.0, "busy_threads": None, "load_balance_ratio": None}


def test_why_it_cannot_be_read(tmp_path):
    assert "CONFIG_SCHED_INFO" in RunQueue(Place(str(tmp_path))).unreadable()
    (tmp_path / "self").mkdir()
    (tmp_path / "self" / "schedstat").write_text("0 0 0\n")
    assert "keeps no scheduling figures" in RunQueue(Place(str(tmp_path))).unreadable()
    (tmp_path / "self" / "schedstat").write_text("9 0 1\n")
    assert RunQueue(Place(str(tmp_path))).unreadable() is None


def skip_unless_kept(probe):
    reason = probe.unreadable()
    if reason is not None:
        pytest.skip(reason)


def test_two_threads_on_one_cpu_wait_as_long_as_they_run(live):
    if not hasattr(os, "sched_setaffinity"):
        pytest.skip("no CPU affinity here")
    probe = RunQueue(Place())
    skip_unless_kept(probe)
    watched = live(SHARED_CPU)
    before = watched.ask(probe)
    while watched.tree.user_seconds < 1.4:
        after = watched.ask(probe)
        time.sleep(0.05)
    probe.close()
    ran = after["on_cpu_seconds"] - before["on_cpu_seconds"]
    waited = after["run_queue_wait_seconds"] - before["run_queue_wait_seconds"]
    assert ran > 0.8
    assert waited > 0.6 * ran, "each waits while the other runs; others on this CPU only make it longer"


def test_one_thread_with_four_times_the_work_is_told(live):
    probe = RunQueue(Place())
    skip_unless_kept(probe)
    watched = live(UNEVEN, workers=2)

    def edge(name):
        watched.tree.refresh(time.monotonic())
        probe.mark(watched.tree, "measure", name, time.monotonic())
        watched.ask(probe)

    edge("start")
    watched.process.stdin.write("go\n")
    watched.process.stdin.flush()
    while watched.tree.user_seconds + watched.tree.system_seconds < 1.4:
        watched.ask(probe)
        time.sleep(0.05)
    assert watched.process.stdout.readline() == "done\n"
    edge("end")
    probe.close()
    assert probe.totals()["load_balance_ratio"] == pytest.approx(0.625, abs=0.12)
    assert probe.totals()["busy_threads"] == 2
