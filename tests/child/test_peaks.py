"""What a process tells of the memory of itself and those below it, by real processes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.child.peaks import MeasuredPeaks

MEBIBYTE = 2**20
needs_proc = pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="needs /proc/PID/clear_refs (Linux)")
PRELUDE = """
import json, os, subprocess, sys
from workbench.child.peaks import MeasuredPeaks

def use(megabytes):
    held = bytearray(b"x") * (megabytes << 20)

def child(megabytes):
    return [sys.executable, "-S", "-c", "held = bytearray(b'x') * (%d << 20)" % megabytes]

WORKER = [sys.executable, "-S", "-c", '''
import sys
for line in sys.stdin:
    held = bytearray(b"x") * (int(line) << 20)
    held = None
    print("done", flush=True)
''']

def worker():
    return subprocess.Popen(WORKER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

def work(worker, megabytes):
    worker.stdin.write("%d\\n" % megabytes)
    worker.stdin.flush()
    worker.stdout.readline()

def end(worker):
    worker.stdin.close()
    worker.wait()

peaks, told = MeasuredPeaks(), {}
"""


@pytest.fixture
def tell():
    """Run lines in an interpreter of its own; what it put into `told`, in MiB where it is bytes."""

    def run(code):
        done = subprocess.run(
            [sys.executable, "-c", PRELUDE + code + "\nprint(json.dumps(told))"],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        told = json.loads(done.stdout)
        return {name: value / MEBIBYTE if name.endswith("_bytes") else value for name, value in told.items()}

    return run


@needs_proc
def test_its_own_peak_is_of_the_window_and_the_one_before_is_kept(tell):
    told = tell("use(200); told.update(peaks.begin()); use(100); told.update(peaks.end(), **peaks.whole())")
    assert 200 < told["before_bytes"] < 240
    assert 100 < told["own_bytes"] == told["process_bytes"] < 140
    assert told["peak_resident_bytes"] == told["before_bytes"]
    assert told["alone"] == 1
    assert "child_bytes" not in told


@needs_proc
def test_a_worker_that_was_large_before_is_told_by_what_it_had_since(tell):
    told = tell(
        "w = worker(); work(w, 300); told.update(peaks.begin()); work(w, 100); told.update(peaks.end()); end(w)"
    )
    assert 300 < told["before_bytes"] < 340
    assert 100 < told["process_bytes"] < 140
    assert told["own_bytes"] < 60
    assert told["alone"] == 0


@needs_proc
@pytest.mark.parametrize(
    ("before", "during", "known"),
    [
        ("", "subprocess.run(child(150))", True),
        ("use(250)", "subprocess.run(child(150))", True),
        ("subprocess.run(child(100))", "subprocess.run(child(150))", True),
        ("subprocess.run(child(200))", "subprocess.run(child(150))", False),
        ("w = worker(); work(w, 150)", "end(w)", False),
        ("w = worker(); work(w, 150)", "end(w); subprocess.run(child(200))", True),
        ("w = worker(); work(w, 250)", "end(w); subprocess.run(child(200))", False),
    ],
)
def test_a_child_that_ended_is_told_where_its_peak_was_certainly_in_the_window(tell, before, during, known):
    told = tell("%s\ntold.update(peaks.begin())\n%s\ntold.update(peaks.end(), **peaks.whole())" % (before, during))
    assert ("child_bytes" in told) is known
    assert told["alone"] == 0
    assert "peak_resident_bytes" not in told
    if known:
        assert 150 < told["child_bytes"] < 240


@needs_proc
def test_all_who_are_below_are_found_however_deep(tell):
    grandchild = (
        "import subprocess, sys; subprocess.run([sys.executable, '-S', '-c', "
        "'held = bytearray(b\"x\") * (120 << 20); print(1, flush=True); input()'])"
    )
    told = tell(
        f"w = subprocess.Popen([sys.executable, '-c', {grandchild!r}], stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
        "told.update(peaks.begin()); w.stdout.readline(); told.update(peaks.end()); w.communicate(b'x\\n')"
    )
    assert 120 < told["process_bytes"] < 150


def recorded(folder, pid, parent, kilobytes):
    (folder / str(pid)).mkdir(exist_ok=True)
    (folder / str(pid) / "stat").write_text(f"{pid} (a) b) S {parent} " + "0 " * 17 + f"{pid}77 0\n")
    (folder / str(pid) / "status").write_text(f"Name:\tx\nVmHWM:\t{kilobytes} kB\n")
    (folder / str(pid) / "task" / str(pid)).mkdir(parents=True, exist_ok=True)


def test_without_lists_of_children_every_process_is_asked_for_its_parent(tmp_path):
    own = os.getpid()
    for pid, parent, kilobytes in ((own, 1, 100), (900001, own, 300), (900002, 900001, 500), (900003, 1, 900)):
        recorded(tmp_path, pid, parent, kilobytes)
    assert MeasuredPeaks(str(tmp_path)).begin()["before_bytes"] >= 500 << 10
    peaks = MeasuredPeaks(str(tmp_path))
    peaks.begin()
    recorded(tmp_path, 900002, 900001, 600)
    assert peaks.end()["process_bytes"] == 600 << 10


def test_a_mark_that_could_not_be_reset_is_told_only_where_it_rose(tmp_path):
    own = os.getpid()
    recorded(tmp_path, own, 1, 100)
    peaks = MeasuredPeaks(str(tmp_path))
    peaks.begin()
    assert "process_bytes" not in peaks.end()
    recorded(tmp_path, own, 1, 120)
    assert peaks.end()["process_bytes"] == 120 << 10


def test_where_there_is_no_proc_nothing_is_told(tmp_path):
    peaks = MeasuredPeaks(str(tmp_path))
    assert (peaks.begin(), peaks.end(), peaks.whole()) == ({}, {}, {})
