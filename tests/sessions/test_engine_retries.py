"""What an engine does again by itself, because a worker died in mid-trial: real Dask, with nannies."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from tests.sessions.labs import BURN, suite
from workbench.model.trial import FAILED, OK
from workbench.sessions.executing import run_plan
from workbench.sessions.planning import Wish, make_plan
from workbench.sessions.surveying import reaching

pytest.importorskip("distributed", reason="distributed is not installed")
pytestmark = pytest.mark.systems


CLUSTER = """
import sys
from distributed import Nanny, Scheduler, SpecCluster

if __name__ == "__main__":
    here = {"host": "127.0.0.1", "dashboard": False, "dashboard_address": "127.0.0.1:0"}
    scheduler = {"cls": Scheduler, "options": {"port": 0, **here}}
    workers = {
        port: {"cls": Nanny, "options": {"worker_port": int(port.partition("-")[0]), "nthreads": 1, **here}}
        for port in sys.argv[1:]
    }
    with SpecCluster(workers=workers, scheduler=scheduler, silence_logs=50) as cluster:
        print(cluster.scheduler_address, cluster.workers[sys.argv[-1]].process.pid, flush=True)
        sys.stdin.read()
"""


@pytest.fixture
def nannied(tmp_path):
    """Starts a cluster of two workers with nannies, at these ports of the loopback or at another one each time (0).

    Tells where it is, and the process of the last worker. In a process of its own: code of trials comes to it.
    """
    (tmp_path / "cluster.py").write_text(CLUSTER)
    with contextlib.ExitStack() as stack:

        def start(*ports):
            names = [f"{port}-{index}" for index, port in enumerate(ports)]
            argv = [sys.executable, str(tmp_path / "cluster.py"), *names]
            process = stack.enter_context(
                subprocess.Popen(
                    argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
                )
            )
            address, pid = process.stdout.readline().split()
            return address, int(pid)

        yield start


@pytest.fixture
def killing(tmp_path, workplace):
    """Runs a case on both workers of a cluster, and kills one once the first timed call has begun."""

    def run(address, victim):
        begun = tmp_path / "begun"
        (tmp_path / "mine.py").write_text(BURN)
        path = tmp_path / "lab.toml"
        case = f'parameters = {{ pieces = 200, begun = "{begun}" }}\nworkers_per_node = 2'
        measure = 'repeats = 1\ntimeout = "150s"'
        path.write_text(suite(f'dask = "{address}"', case, measure=measure))
        plan = make_plan([str(path)], Wish(), workplace.describe, reach=reaching(workplace.runner))
        thread = threading.Thread(target=kill_once, args=(begun, victim))
        thread.start()
        try:
            (trial,) = run_plan(plan, workplace, lambda event: None).trials
        finally:
            thread.join()
        return trial

    return run


def kill_once(begun, pid):
    deadline = time.monotonic() + 90
    while not begun.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.5)
    os.kill(pid, signal.SIGKILL)


def test_a_worker_that_is_started_anew_at_its_address_costs_time_and_what_was_done_again_is_counted(nannied, killing):
    trial = killing(*nannied(free_port(), free_port()))
    assert (trial.status, trial.reason) == (OK, None)
    assert [(node.workers, node.worked) for node in trial.nodes] == [(2, 2)]
    grown = next(use.grown for use in trial.engine if use.node == "")
    assert grown["dask_scheduler_tasks_suspicious_total"] + grown["lost-computed-tasks"] > 0


def test_one_that_comes_back_elsewhere_is_lost(nannied, killing):
    trial = killing(*nannied(0, 0))
    assert trial.status == FAILED
    assert trial.reason.startswith("WorkersLost in measure: Dask lost the worker tcp://127.0.0.1:")


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
