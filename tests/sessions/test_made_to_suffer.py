"""Real trials of workloads that suffer from one thing each: told for what it is, and for nothing else."""

from __future__ import annotations

import contextlib
import dataclasses
import mmap
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from workbench.analysis.diagnosis.diagnosing import diagnose
from workbench.model.case import Case, Resources
from workbench.model.plan import MeasureSettings, Plan, PlannedCase, PluginReference, TrialSpec
from workbench.model.trial import OK, SKIPPED
from workbench.registry import resolve
from workbench.running.runner import Runner
from workbench.telemetry.machine import read_machine

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how long threads queue for CPUs")

FILE = Path(__file__).with_name("made_to_suffer.py")
ATTEMPTS = 3
NOISE = frozenset({"disturbed", "steal"})
"""What the machine that runs the tests may add to any case."""
NOISY = 0.5
"""With so much of the machine taken by others, a trial that comes out otherwise is no failure of ours."""


@pytest.fixture(scope="module")
def runner():
    with Runner() as runner:
        yield runner


def mine(kind: str, attribute: str) -> PluginReference:
    return PluginReference(kind, f"./{FILE.name}:{attribute}", FILE.stem, attribute, str(FILE))


@pytest.fixture
def suffer(runner):
    """Workload, backend, parameters and resources → the causes found in a trial of it, headline first.

    Asked `expected`, it tries again while the machine is noisy and something else comes out; then it skips.
    """

    def run(attribute, expected, backend="serial", parameters=None, usable_cpus=None, **resources):
        reference = mine("backend", backend) if backend[0].isupper() else resolve("backend", backend)
        workload = mine("workload", attribute)
        case = Case(workload.name, parameters or {}, backend=reference.name, resources=Resources(**resources))
        planned = PlannedCase(case, workload, reference)
        machine = read_machine()
        if usable_cpus is not None:
            machine = dataclasses.replace(machine, usable_cpus=usable_cpus)
        for attempt in range(ATTEMPTS):
            spec = TrialSpec(f"{case.id}-{attempt:03d}", attempt, planned, MeasureSettings(warmups=0))
            trial = runner.run_trial(spec)
            if trial.status == SKIPPED:
                pytest.skip(str(trial.reason))
            assert trial.status == OK, (trial.reason, trial.stderr_tail)
            found = diagnose(Plan("p", (planned,)), [trial], machine)
            causes = [each.cause for each in found if each.cause in expected or each.cause not in NOISE]
            if sorted(causes) == sorted(expected):
                return found
        if (trial.host_busy_ratio or 0.0) > NOISY:
            pytest.skip(f"others used {trial.host_busy_ratio:.0%} of this machine; {causes} came out")
        assert causes == list(expected), (found, trial.totals, trial.phase_totals.get("measure"))
        return found

    return run


@contextlib.contextmanager
def neighbours(count: int):
    """Processes outside of any trial that take all CPU time they can get."""
    burning = [subprocess.Popen([sys.executable, "-S", "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for process in burning:
            process.kill()
            process.wait()


def test_clean_and_cpu_bound(suffer):
    suffer("Computes", ["cpu_bound"])


def test_threads_that_share_one_lock(suffer):
    if len(os.sched_getaffinity(0)) < 2:
        pytest.skip("needs 2 CPUs: on one, threads can't be seen to take turns")
    suffer("ComputesInWorkers", ["gil_bound"], "threading", workers=2)


def test_processes_share_none(suffer):
    if len(os.sched_getaffinity(0)) < 2:
        pytest.skip("needs 2 CPUs")
    suffer("ComputesInWorkers", ["cpu_bound"], "multiprocessing", workers=2)


def test_serial_code_on_two_workers_is_no_lock(suffer):
    if len(os.sched_getaffinity(0)) < 2:
        pytest.skip("needs 2 CPUs: one is all that serial code could use")
    suffer("Computes", ["imbalanced"], "threading", workers=2)


def test_eight_processes_on_two_cpus(suffer):
    suffer("ComputesInWorkers", ["oversubscribed"], "multiprocessing", {"seconds": 0.3}, workers=8)


def test_one_worker_has_five_times_the_work(suffer):
    suffer("Uneven", ["imbalanced"], "multiprocessing", workers=2)


def test_writes_that_wait_for_the_disk(suffer, tmp_path):
    if not has_a_disk(tmp_path):
        pytest.skip("temporary files lie where there is no disk to wait for")
    suffer("WritesAndWaits", ["waits_for_disk"], parameters={"folder": str(tmp_path)})


def has_a_disk(folder: Path) -> bool:
    """Whether what is written there goes past the page cache to storage: in memory it can't."""
    if not hasattr(os, "O_DIRECT"):
        return False
    before = written_bytes()
    try:
        file = os.open(folder / "direct", os.O_CREAT | os.O_RDWR | os.O_DIRECT)
        os.pwrite(file, mmap.mmap(-1, 1 << 20), 0)
    except OSError:
        return False
    os.close(file)
    return written_bytes() - before >= 1 << 20


def written_bytes() -> int:
    told = Path("/proc/self/io").read_text().splitlines()
    return next(int(line.split()[1]) for line in told if line.startswith("write_bytes:"))


def test_a_slow_peer(suffer):
    with slow_peer(chunks=80, chunk_bytes=200_000, pause_seconds=0.01) as port:
        suffer("Receives", ["waits_for_network"], parameters={"port": port})


@contextlib.contextmanager
def slow_peer(chunks: int, chunk_bytes: int, pause_seconds: float):
    """A server on loopback that sends so much to whoever connects, with pauses; its port."""
    chunk = b"x" * chunk_bytes
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    with connection:
                        for _ in range(chunks):
                            connection.sendall(chunk)
                            time.sleep(pause_seconds)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


def test_a_limit_that_throttles(suffer):
    suffer("Computes", ["throttled"], parameters={"seconds": 0.4}, cpu_limit_cores=0.4)


def test_a_neighbour(suffer):
    with neighbours(len(os.sched_getaffinity(0))):
        found = suffer("Computes", ["disturbed", "cpu_bound"])
    assert found[0].cause == "disturbed"


def test_a_start_that_is_longer_than_the_work(suffer):
    found = suffer("Computes", ["start_up_dominated", "cpu_bound"], "SlowToStart", {"seconds": 0.2})
    assert found[0].cause == "start_up_dominated"


def test_moving_data(suffer):
    suffer("MovesItsData", ["transfer_dominated"])


def test_waiting_for_nobody_knows_what(suffer):
    suffer("Sleeps", ["idle"])
