"""Whole trials whose peak memory is known: the record's interval holds it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workbench.model.trial import OK, TrialRecord
from workbench.running.descendants import descendants
from workbench.running.runner import Runner

pytestmark = pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="needs /proc/PID/clear_refs (Linux)")
MIB = 2**20
SOURCE = '''
import ctypes, mmap, os, subprocess, sys, time
from workbench.contracts import Backend, Workload

class Here(Backend):
    name = "here"

def block(megabytes):
    return bytearray(b"x") * (megabytes << 20)

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * mmap.PAGESIZE

def proportional(pid="self"):
    with open("/proc/%s/smaps_rollup" % pid) as file:
        return sum(int(line.split()[1]) for line in file if line.startswith("Pss:")) * 1024

class Known(Workload):
    """The score of a result is the number of bytes that the peak is known to be."""
    score_name, tolerance = "bytes", 1.0
    def score(self, data, result):
        return result

class Burst(Known):
    parameters = {"megabytes": 300, "seconds": 0.005, "spike": 0}
    def load(self, folder):
        block(self.values["spike"])
    def run(self, data, context):
        before = resident()
        held = block(self.values["megabytes"])
        time.sleep(self.values["seconds"])
        return before + len(held)

class HoldsTheGil(Known):
    def run(self, data, context):
        before = resident()
        held = block(500)
        ctypes.PyDLL(None).usleep(230000)
        return before + len(held)

class Dies(Workload):
    def run(self, data, context):
        held = block(300)
        time.sleep(0.4)
        os._exit(1)

class Child(Workload):
    code = "import time; held = bytearray(b'x') * (400 << 20); time.sleep(0.1)"
    def run(self, data, context):
        subprocess.run([sys.executable, "-S", "-c", self.code], check=True)

class Grandchild(Child):
    twice = "import os\\nif os.fork(): os._exit(0)\\nos.setsid()\\nif os.fork(): os._exit(0)\\n"
    def run(self, data, context):
        subprocess.run([sys.executable, "-S", "-c", self.twice + self.code], check=True)
        time.sleep(1.0)

class Two(Known):
    """Two children that live until the score is taken, each as large."""
    code = "import sys; held = bytearray(b'x') * (300 << 20); print(1, flush=True); sys.stdin.read()"
    def run(self, data, context):
        command = [sys.executable, "-S", "-c", self.code]
        self.children = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(2)]
        for child in self.children:
            child.stdout.readline()
        time.sleep(0.5)
        return proportional() + sum(proportional(child.pid) for child in self.children)
    def score(self, data, result):
        time.sleep(0.1)
        for child in self.children:
            child.communicate()
        return result

class Storm(Workload):
    def run(self, data, context):
        for _ in range(100):
            child = os.fork()
            if child == 0:
                block(20)
                os._exit(0)
            os.waitpid(child, 0)

class Worker(Known):
    """A worker process that was large in set-up, and is again in the first moment of `measure`."""
    code = """
import sys
for line in sys.stdin:
    held = bytearray(b"x") * (int(line) << 20)
    held = None
    print("done", flush=True)
"""
    def load(self, folder):
        command = [sys.executable, "-S", "-c", self.code]
        self.worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.use(600)
    def run(self, data, context):
        self.use(200)
        return proportional() + proportional(self.worker.pid) + (200 << 20)
    def use(self, megabytes):
        self.worker.stdin.write(b"%d\\n" % megabytes)
        self.worker.stdin.flush()
        self.worker.stdout.readline()
    def score(self, data, result):
        time.sleep(0.1)
        self.worker.communicate()
        return result

class Mapped(Workload):
    """Two loky workers that map one file of 300 MiB at the same time."""
    def load(self, folder):
        import numpy
        numpy.ones(300 << 17).tofile("mapped")
        return os.path.abspath("mapped")
    def run(self, data, context):
        import joblib
        joblib.Parallel(n_jobs=2, batch_size=1)(joblib.delayed(look)(data) for _ in range(2))

def look(path):
    import numpy
    mapped = numpy.memmap(path, mode="r")
    mapped[::4096].sum()
    time.sleep(1.0)
'''


@pytest.fixture
def user_file(tmp_path: Path) -> Path:
    path = tmp_path / "fates.py"
    path.write_text(SOURCE)
    return path


@pytest.fixture
def ran(make_spec):
    """Run trials of one workload; each ended well unless another end is told."""
    before = descendants(os.getpid())
    with Runner() as runner:

        def run(attribute: str, status: str = OK, **measure: float) -> TrialRecord:
            found = runner.run_trial(make_spec(attribute, **measure))
            assert found.status == status, (found.reason, found.stderr_tail)
            assert found.memory is not None
            return found

        yield run
    assert set(descendants(os.getpid())) <= set(before)


def truth(found: TrialRecord) -> float:
    assert found.score is not None
    return found.score.value


def holds(found: TrialRecord) -> bool:
    """Whether the interval holds the truth, give or take 2 %."""
    assert found.memory is not None
    high = found.memory.high_bytes
    return found.memory.low_bytes <= 1.02 * truth(found) and (high is None or high >= 0.98 * truth(found))


@pytest.mark.parametrize("milliseconds", [5, 20, 100])
def test_a_burst_is_seen_whole_however_short(ran, milliseconds):
    found = ran("Burst", parameters={"megabytes": 500, "seconds": milliseconds / 1000}, repeats=2)
    assert holds(found)
    assert found.memory.low_bytes >= 0.99 * truth(found)
    assert found.memory.high_bytes <= 1.02 * truth(found)


def test_a_burst_that_holds_the_interpreters_lock_is_seen(ran):
    found = ran("HoldsTheGil")
    assert holds(found)
    assert found.memory.low_bytes >= 0.99 * truth(found)


def test_the_window_forgets_what_set_up_used_and_the_trial_does_not(ran):
    found = ran("Burst", parameters={"spike": 600})
    assert holds(found)
    assert found.memory.low_bytes >= 0.98 * truth(found)
    assert found.memory.high_bytes <= 1.02 * truth(found)
    assert found.totals["trial_peak_low_bytes"] >= 600 * MIB
    assert found.totals["trial_peak_high_bytes"] <= 1.02 * truth(found) + 300 * MIB


def test_a_trial_that_dies_in_its_window_has_no_upper_end(ran):
    found = ran("Dies", status="failed")
    assert 300 * MIB <= found.memory.low_bytes <= 350 * MIB
    assert found.memory.high_bytes is None
    assert found.totals["trial_peak_low_bytes"] >= 300 * MIB


def test_a_child_of_a_tenth_of_a_second_is_in_the_record(ran):
    found = ran("Child")
    assert 400 * MIB <= found.memory.low_bytes <= 460 * MIB
    assert found.memory.high_bytes is None
    assert found.totals["trial_peak_low_bytes"] >= 400 * MIB


def test_a_daemonised_grandchild_of_a_tenth_of_a_second_is_in_the_record(ran):
    found = ran("Grandchild")
    assert 400 * MIB <= found.totals["trial_peak_low_bytes"] <= 460 * MIB
    assert found.memory.high_bytes is None


def test_two_children_that_live_add_up(ran):
    found = ran("Two")
    assert holds(found)
    assert found.memory.low_bytes >= 0.95 * truth(found)
    assert found.memory.high_bytes is not None
    assert found.memory.high_bytes <= 1.1 * truth(found)


def test_a_storm_of_forks_leaves_no_upper_end(ran):
    found = ran("Storm")
    assert found.memory.high_bytes is None
    assert 20 * MIB <= found.memory.low_bytes <= 80 * MIB


def test_a_workers_first_moment_counts_and_its_past_does_not(ran):
    found = ran("Worker")
    assert holds(found)
    assert found.memory.low_bytes >= 200 * MIB
    assert found.memory.high_bytes is not None
    assert found.memory.high_bytes < 300 * MIB
    assert found.totals["trial_peak_low_bytes"] >= 600 * MIB


def test_what_workers_share_counts_once(ran):
    pytest.importorskip("joblib")
    pytest.importorskip("numpy")
    found = ran("Mapped", warmups=1)
    three_interpreters = 150 * MIB
    assert 300 * MIB <= found.memory.low_bytes <= 300 * MIB + three_interpreters
    assert found.memory.rss_sampled_bytes > 600 * MIB
    assert found.memory.high_bytes is None or found.memory.high_bytes >= 600 * MIB
