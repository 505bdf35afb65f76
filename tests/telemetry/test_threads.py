import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from workbench.telemetry.kernel.scheduling import parse_schedstat
from workbench.telemetry.threads import ThreadCounters

CHANGING = """
import sys, threading, time
stop = threading.Event()
one = threading.Thread(target=stop.wait)
one.start()
for line in sys.stdin:
    if line == "replace\\n":
        stop.set()
        one.join()
        stop = threading.Event()
        one = threading.Thread(target=stop.wait, daemon=True)
        one.start()
    print("done", flush=True)
"""


@pytest.fixture
def proc(tmp_path):
    """Write `task/TID/schedstat` of process 7; an empty one is what a thread that has ended answers."""

    def write(**threads):
        for tid, text in threads.items():
            folder = tmp_path / "7" / "task" / tid[1:]
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "schedstat").write_text(text)
        return str(tmp_path)

    return write


def process(threads, pid=7):
    return SimpleNamespace(pid=pid, started=1, threads=threads)


def advance(counters, *processes):
    return {found.thread: (found.first, found.second) for found in counters.advance(processes)}


@pytest.mark.parametrize("most_kept", [99, 1, 0])
def test_it_gives_what_each_thread_added(proc, most_kept):
    counters = ThreadCounters(proc(t7="5 1 1", t8="50 10 1"), "schedstat", parse_schedstat, most_kept)
    assert sorted(advance(counters, process(2)).values()) == [(5, 1), (50, 10)]
    proc(t7="9 1 1", t8="50 30 1")
    assert sorted(advance(counters, process(2)).values()) == [(0, 20), (4, 0)]
    counters.close()


def test_it_tells_the_main_thread(proc):
    counters = ThreadCounters(proc(t7="5 1 1", t8="50 10 1"), "schedstat", parse_schedstat)
    assert {found.first: found.is_main for found in counters.advance([process(2)])} == {5: True, 50: False}
    counters.close()


def test_the_list_of_threads_is_only_read_when_their_number_changed(proc, monkeypatch):
    counters, listed = ThreadCounters(proc(t7="5 1 1"), "schedstat", parse_schedstat), []
    whole = os.listdir
    monkeypatch.setattr(os, "listdir", lambda path: listed.append(path) or whole(path))
    for _ in range(3):
        advance(counters, process(1))
    assert len(listed) == 1
    proc(t8="1 1 1")
    assert len(advance(counters, process(2))) == 2
    assert len(listed) == 2
    counters.close()


def test_a_thread_that_ended_is_forgotten_and_one_of_its_number_is_another(proc):
    counters = ThreadCounters(proc(t7="5 1 1", t8="50 10 1"), "schedstat", parse_schedstat)
    (main, *_), before = advance(counters, process(2)), None
    proc(t8="")
    before = advance(counters, process(1))
    assert list(before.values()) == [(0, 0)]
    proc(t8="3 2 1")
    after = advance(counters, process(2))
    assert sorted(after.values()) == [(0, 0), (3, 2)]
    assert len({main, *after}) >= 2
    counters.close()


def test_processes_that_left_cost_no_descriptors(proc):
    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("no /proc here")
    counters = ThreadCounters(proc(t7="5 1 1", t8="50 10 1"), "schedstat", parse_schedstat)
    before = len(os.listdir("/proc/self/fd"))
    advance(counters, process(2))
    assert len(os.listdir("/proc/self/fd")) == before + 2
    assert advance(counters) == {}
    assert len(os.listdir("/proc/self/fd")) == before
    counters.close()


def test_a_process_that_has_just_gone_is_nothing(proc):
    counters = ThreadCounters(proc(t7="5 1 1"), "schedstat", parse_schedstat)
    assert advance(counters, process(1, pid=99)) == {}
    counters.close()


def test_a_thread_replaced_by_another_is_noticed():
    if not os.path.exists("/proc/self/schedstat"):
        pytest.skip("no /proc/PID/schedstat here")
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", CHANGING], stdin=pipe, stdout=pipe, text=True, bufsize=1) as child:

        def say(word):
            child.stdin.write(word + "\n")
            return child.stdout.readline()

        try:
            assert say("begin") == "done\n"
            counters = ThreadCounters("/proc", "schedstat", parse_schedstat)
            before = advance(counters, process(2, child.pid))
            assert say("replace") == "done\n"
            after = advance(counters, process(2, child.pid))
            counters.close()
        finally:
            child.kill()
    assert len(before) == len(after) == 2
    assert len(set(before) & set(after)) == 1
