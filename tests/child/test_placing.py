"""Workers are moved and pinned where they belong; on folders that imitate control groups, and real processes."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from workbench.child.placing import Placement
from workbench.errors import WorkbenchError
from workbench.running.descendants import descendants

pytestmark = pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="only Linux places processes")
TWO_THREADS = "import threading, time; threading.Thread(target=time.sleep, args=(60,)).start(); print(flush=True)"


class Backend:
    name = "fake"

    def __init__(self, pids, workers=2, max_workers=None):
        self.pids, self.workers, self.max_workers = pids, workers, max_workers

    def worker_pids(self):
        return self.pids


@pytest.fixture
def processes():
    """Three processes of two threads each: two workers and what else a backend started."""
    started = [subprocess.Popen([sys.executable, "-c", TWO_THREADS], stdout=subprocess.PIPE) for _ in range(3)]
    for process in started:
        process.stdout.readline()
    yield [process.pid for process in started]
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture
def order(tmp_path, processes):
    for name in ("main", "worker-0", "worker-1"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "cgroup.procs").touch()
    (tmp_path / "main" / "cgroup.procs").write_text(f"{processes[2]}\n")
    (tmp_path / "main" / "cpu.max").write_text("60000 100000")
    first, last = min(os.sched_getaffinity(0)), max(os.sched_getaffinity(0))
    return {
        "main": {
            "group": str(tmp_path / "main"),
            "cpu": first,
            "quota": [[str(tmp_path / "main" / "cpu.max"), "20000 100000"]],
        },
        "workers": [{"group": str(tmp_path / f"worker-{i}"), "cpu": cpu} for i, cpu in enumerate([last, first])],
    }


def test_workers_are_moved_and_every_thread_of_theirs_is_pinned(order, processes, tmp_path):
    Placement(order, Backend(processes[:2])).place()
    assert [(tmp_path / f"worker-{i}" / "cgroup.procs").read_text() for i in (0, 1)] == list(map(str, processes[:2]))
    for pid, cpu in zip(
        processes, [order["workers"][0]["cpu"], order["main"]["cpu"], order["main"]["cpu"]], strict=True
    ):
        threads = os.listdir(f"/proc/{pid}/task")
        assert len(threads) == 2
        assert all(os.sched_getaffinity(int(thread)) == {cpu} for thread in threads)


def test_then_the_main_process_falls_back_to_its_own_share(order, processes, tmp_path):
    Placement(order, Backend(processes[:2])).place()
    assert (tmp_path / "main" / "cpu.max").read_text() == "20000 100000"


def test_what_a_worker_started_goes_with_it(order, processes, tmp_path):
    # This process started them all, so as a worker it takes them along: its group's last entry is one that it started.
    placement = Placement(order, Backend([os.getpid()], workers=1))
    here = os.sched_getaffinity(0)
    try:
        placement.place()
    finally:
        os.sched_setaffinity(0, here)
    started = {process.pid for process in descendants(os.getpid())}
    assert set(processes) <= started
    # A file keeps the end of a longer pid that was written before; the kernel's takes each alone.
    last = (tmp_path / "worker-0" / "cgroup.procs").read_text()
    assert any(last.startswith(str(pid)) for pid in started)


def test_without_an_order_nothing_is_asked():
    placement = Placement(None, object())
    placement.place()
    placement.check()


def test_a_backend_without_workers_has_its_main_process_limited(order, processes, tmp_path):
    Placement(order, Backend([], workers=1, max_workers=1)).place()
    assert os.sched_getaffinity(processes[2]) == {order["main"]["cpu"]}
    assert (tmp_path / "main" / "cpu.max").read_text() == "20000 100000"


def test_a_backend_that_names_too_few_workers_is_an_error(order, processes):
    with pytest.raises(WorkbenchError, match="needs the processes of 2 workers, and backend fake named 1"):
        Placement(order, Backend(processes[:1])).place()


def test_workers_replaced_in_the_warm_up_are_placed_again_and_later_an_error(order, processes, tmp_path):
    backend = Backend([processes[0], processes[2]])
    placement = Placement(order, backend)
    placement.place()
    backend.pids = processes[:2]
    placement.place()
    assert (tmp_path / "worker-1" / "cgroup.procs").read_text() == str(processes[1])
    placement.check()
    backend.pids = [processes[1], processes[0]]
    with pytest.raises(WorkbenchError, match="replaced workers while it was measured"):
        placement.check()
