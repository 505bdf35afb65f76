"""Real trials of workloads that suffer from one thing each: told for what it is, and for nothing else."""

from __future__ import annotations

import contextlib
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
from workbench.model.ceiling import Ceiling, Ceilings
from workbench.model.cpu_set import format_cpus
from workbench.model.plan import MeasureSettings, Plan, PlannedCase, PluginReference, TrialSpec
from workbench.model.trial import OK, SKIPPED
from workbench.registry import resolve
from workbench.running.runner import Runner
from workbench.telemetry.machine import read_machine

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how long threads queue for CPUs")

FILE = Path(__file__).with_name("made_to_suffer.py")
CPUS = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]
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


def plan(attribute, backend="serial", parameters=None, **resources) -> PlannedCase:
    reference = mine("backend", backend) if backend[0].isupper() else resolve("backend", backend)
    workload = mine("workload", attribute)
    case = Case(workload.name, parameters or {}, backend=reference.name, resources=Resources(**resources))
    return PlannedCase(case, workload, reference)


@pytest.fixture
def launch(runner):
    """A planned case → the record of one trial of it that went well."""

    def run(planned, launch=0, **measure):
        settings = MeasureSettings(warmups=0, **measure)
        trial = runner.run_trial(TrialSpec(f"{planned.case.id}-{launch:03d}", launch, planned, settings))
        if trial.status == SKIPPED:
            pytest.skip(str(trial.reason))
        assert trial.status == OK, (trial.reason, trial.stderr_tail)
        return trial

    return run


@pytest.fixture
def suffer(launch):
    """A planned case → the diagnoses of a trial of it, headline first, which are the `expected` and no others.

    While something else comes out it tries again; then it skips where the machine is noisy.
    """

    def run(planned, *expected, **measure):
        for attempt in range(ATTEMPTS):
            trial = launch(planned, attempt, **measure)
            found = diagnose(Plan("p", (planned,)), [trial], read_machine())
            causes = {each.cause for each in found if each.cause in expected or each.cause not in NOISE}
            if causes == set(expected):
                return found
        if (trial.host_busy_ratio or 0.0) > NOISY:
            pytest.skip(f"others used {trial.host_busy_ratio:.0%} of this machine, and {sorted(causes)} came out")
        assert causes == set(expected), (found, trial.totals, trial.phase_totals.get("measure"))
        return found

    return run


@contextlib.contextmanager
def neighbour(cpu: int):
    """A process outside of any trial that takes all it can get of one CPU."""
    with subprocess.Popen([sys.executable, "-S", "-c", "while True: pass"]) as process:
        os.sched_setaffinity(process.pid, {cpu})
        try:
            yield
        finally:
            process.kill()


needs_two_cpus = pytest.mark.skipif(len(CPUS) < 2, reason="on one CPU workers can't be seen to work side by side")


def test_clean_and_cpu_bound(suffer):
    suffer(plan("Computes"), "cpu_bound")


@needs_two_cpus
def test_threads_that_share_one_lock(suffer):
    suffer(plan("ComputesInWorkers", "threading", workers=2), "gil_bound")


@needs_two_cpus
def test_threads_that_share_one_lock_where_its_contention_is_measured(suffer):
    pytest.importorskip("gilknocker")
    found = suffer(plan("ComputesInWorkers", "threading", workers=2), "gil_bound", gil_contention=True)
    gil = next(each for each in found if each.cause == "gil_bound")
    assert gil.evidence["gil_contention_ratio"] >= 0.5


@needs_two_cpus
def test_processes_share_none(suffer):
    suffer(plan("ComputesInWorkers", "multiprocessing", workers=2), "cpu_bound")


@needs_two_cpus
@pytest.mark.parametrize("measured", [False, True])
def test_serial_code_on_two_workers_is_no_lock(suffer, measured):
    suffer(plan("Computes", "threading", {"seconds": 1.1}, workers=2), "imbalanced", gil_contention=measured)


def test_eight_processes_on_one_or_two_cpus(suffer):
    two = format_cpus(CPUS[:2])
    suffer(plan("ComputesInWorkers", "multiprocessing", {"seconds": 0.3}, workers=8, cpu_set=two), "oversubscribed")


@needs_two_cpus
def test_one_worker_has_five_times_the_work(suffer):
    suffer(plan("Uneven", "multiprocessing", workers=2), "imbalanced")


def test_bytes_that_are_declared_are_held_against_the_ceiling(launch):
    planned = plan("Copies")
    trial = launch(planned)
    moved = trial.declared_bytes / trial.wall_seconds[0]

    def told(*ceilings):
        values = tuple(Ceiling("memory_bandwidth_one_core", value, "bytes/s", "made up") for value in ceilings)
        found = diagnose(Plan("p", (planned,)), [trial], read_machine(), Ceilings("m", 0.0, values))
        return next(each for each in found if each.cause not in NOISE)

    assert told(1.2 * moved).cause == "memory_bandwidth_bound"
    assert told(10 * moved).cause == "cpu_bound"
    assert "cannot tell without hardware counters" in told().message


def test_writes_that_wait_for_the_disk(suffer, tmp_path):
    if not has_a_disk(tmp_path):
        pytest.skip("temporary files lie where there is no disk to wait for")
    suffer(plan("WritesAndWaits", parameters={"folder": str(tmp_path)}), "waits_for_disk")


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
        suffer(plan("Receives", parameters={"port": port}), "waits_for_network")


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
    suffer(plan("Computes", parameters={"seconds": 0.4}, cpu_limit_cores=0.4), "throttled")


def test_a_neighbour(suffer):
    with neighbour(CPUS[-1]):
        suffer(plan("Computes", cpu_set=str(CPUS[-1])), "disturbed", "cpu_bound")


def test_a_start_that_is_longer_than_the_work(suffer):
    found = suffer(plan("Computes", "SlowToStart", {"seconds": 0.2}), "start_up_dominated", "cpu_bound")
    assert found[0].cause != "cpu_bound"


def test_moving_data(suffer):
    suffer(plan("MovesItsData"), "transfer_dominated")


def test_waiting_for_nobody_knows_what(suffer):
    suffer(plan("Sleeps"), "idle")
