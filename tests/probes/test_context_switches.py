import pytest

from workbench.contracts import Place
from workbench.probes.context_switches import ContextSwitches
from workbench.telemetry.tree import ProcTree

SLEEPER = """
import threading, time
def nap():
    for _ in range(100): time.sleep(0.001)
    print("napped", flush=True)
    time.sleep(600)
print("up", flush=True)
threading.Thread(target=nap, daemon=True).start()
time.sleep(600)
"""


def recorded(moment):
    """What the recorded threads' status files say, summed by hand."""
    lines = [line for file in moment.rglob("task/*/status") for line in file.read_text().splitlines()]
    return {
        name: sum(int(line.split()[1]) for line in lines if line.startswith(start))
        for name, start in (
            ("voluntary_switches", "voluntary_ctxt_switches:"),
            ("involuntary_switches", "nonvoluntary_ctxt_switches:"),
        )
    }


def test_the_recorded_threads(moments, tmp_path):
    machine = moments("limited-v1")
    tree, probe = ProcTree(31948, None, machine.place.proc), ContextSwitches(machine.place)
    assert probe.unreadable() is None
    seen = []
    for now in (0.0, 2.0):
        tree.refresh(now)
        seen.append((probe.sample(tree, now), recorded(tmp_path)))
        machine.go_on()
    probe.close()
    tree.close()
    assert all(sample == expected for sample, expected in seen)
    assert seen[1][0]["involuntary_switches"] > seen[0][0]["involuntary_switches"]
    assert probe.totals() == seen[1][0]


def test_a_thread_that_ended_keeps_its_last_reading(process, tree, tmp_path):
    def switches(pid, voluntary, involuntary):
        folder = tmp_path / str(pid) / "task" / str(pid)
        folder.mkdir(parents=True, exist_ok=True)
        text = "Name:\ta\nvoluntary_ctxt_switches:\t%d\nnonvoluntary_ctxt_switches:\t%d\n" % (voluntary, involuntary)
        (folder / "status").write_text(text)
        return process(pid=pid)

    probe = ContextSwitches(Place(str(tmp_path)))
    probe.sample(tree(switches(1, 5, 1), switches(2, 7, 2)), 0.0)
    last = probe.sample(tree(switches(1, 6, 4)), 1.0)
    probe.close()
    assert last == {"voluntary_switches": 13, "involuntary_switches": 6}


def test_many_threads_are_not_read_at_every_edge(process, tree, tmp_path, monkeypatch):
    """0.2 % of a core, though every tick is an edge and a reading takes 2 ms."""
    clock = [0.0]
    monkeypatch.setattr("workbench.probes.context_switches.time.thread_time", lambda: clock[0])
    probe = ContextSwitches(Place(str(tmp_path)))
    monkeypatch.setattr(probe._threads, "advance", lambda processes: clock.__setitem__(0, clock[0] + 0.002) or [])
    for tick in range(3000):
        if probe.due(tree(), tick / 100, 0.01, True):
            probe.sample(tree(), tick / 100)
    assert 0.03 < clock[0] < 0.002 * 30 + 0.01


def test_why_it_cannot_be_read(tmp_path):
    assert "Linux" in ContextSwitches(Place(str(tmp_path))).unreadable()


def test_it_is_unknown_where_nothing_was_sampled():
    assert set(ContextSwitches(Place()).totals().values()) == {None}


def test_a_thread_that_sleeps_often_gives_its_cpu_up_as_often(live):
    probe = ContextSwitches(Place())
    watched = live(SLEEPER)
    before = watched.ask(probe)["voluntary_switches"]
    assert watched.process.stdout.readline() == "napped\n"
    after = watched.ask(probe)["voluntary_switches"]
    probe.close()
    assert after - before == pytest.approx(100, abs=30)
