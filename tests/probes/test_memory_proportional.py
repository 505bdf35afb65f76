import errno

import pytest

from workbench.contracts import Place
from workbench.probes import memory_proportional
from workbench.probes.memory_proportional import MemoryProportional
from workbench.telemetry.probing import ProbeRun

ROLLUP = """0-f ---p 00000000 00:00 0    [rollup]
Rss:    100 kB
Pss:     40 kB
Private_Clean:  10 kB
Private_Dirty:  20 kB
SwapPss:  3 kB
"""


def test_the_sums_and_their_parts(process, tree):
    probe = MemoryProportional(Place())
    seen = tree(*[process(pid=pid, files={"smaps_rollup": ROLLUP}) for pid in (1, 2)], process(pid=3))
    sample = probe.sample(seen, 0.0)
    assert sample == {"proportional_bytes": 80 << 10, "private_bytes": 60 << 10, "swap_bytes": 6 << 10}
    part = {"proportional_bytes": 40 << 10, "private_bytes": 30 << 10, "swap_bytes": 3 << 10}
    assert probe.sample_processes(seen, 0.0) == {1: part, 2: part}
    assert probe.sample_processes(seen, 0.1) == {}
    assert probe.totals() == {
        "pss_sampled_bytes": 80 << 10,
        "trial_pss_sampled_bytes": 80 << 10,
        "swap_peak_bytes": 6 << 10,
    }


def test_only_the_measured_window_counts_for_its_peak(process, tree):
    probe = MemoryProportional(Place())
    for now, kilobytes in enumerate((90, 40, 50, 80)):
        if now in (1, 2):
            probe.mark(tree(), "measure", {1: "start", 2: "end"}[now], float(now))
        probe.sample(tree(process(files={"smaps_rollup": ROLLUP.replace(" 40 kB", "%d kB" % kilobytes)})), float(now))
    totals = probe.totals()
    assert (totals["pss_sampled_bytes"], totals["trial_pss_sampled_bytes"]) == (50 << 10, 90 << 10)


def test_a_process_that_only_root_may_read_is_a_reason_that_says_so(process, tree):
    locked = process(files={"smaps_rollup": PermissionError(errno.EACCES, "Permission denied", "/proc/7/smaps_rollup")})
    run = ProbeRun(MemoryProportional, Place())
    run.sample(tree(locked), 0.0, at_edge=True)
    run.sample(tree(locked), 99.0, at_edge=True)
    assert run.reason is not None
    assert run.reason.startswith("smaps_rollup: ")
    assert "another user" in run.reason
    assert run.totals() == {}


def test_at_most_once_a_second_unless_at_an_edge(process, tree):
    probe, small = MemoryProportional(Place()), tree(process(resident=1 << 20))
    assert not probe.due(small, 0.0, 99.0, False)
    assert probe.due(small, 9.0, 9.0, False)
    assert not probe.due(small, 9.5, 0.5, False)
    assert probe.due(small, 9.5, 0.5, True)


def test_a_tree_whose_memory_stands_still_is_read_less_often(process, tree):
    probe, small, risen = (
        MemoryProportional(Place()),
        tree(process(resident=1 << 20)),
        tree(process(resident=1047 << 10)),
    )
    assert not probe.due(small, 0.0, 99.0, False)
    assert probe.due(small, 9.0, 9.0, False)
    assert not probe.due(small, 10.0, 1.0, False)
    assert probe.due(risen, 10.0, 1.0, False)
    assert probe.due(risen, 13.0, 3.0, False)


def test_a_new_height_is_read_once_it_stands_still(process, tree):
    probe = MemoryProportional(Place())
    assert probe.due(tree(process(resident=1 << 20)), 0.0, 0.0, False) is False
    assert probe.due(tree(process(resident=1 << 20)), 9.0, 9.0, False)
    risen = tree(process(resident=9 << 20))
    assert not probe.due(risen, 9.1, 0.1, False)
    assert probe.due(risen, 9.2, 0.2, False)
    assert not probe.due(risen, 9.3, 0.1, False)


@pytest.mark.parametrize(("others", "read"), [(1, [True, True, False, True]), (0, [False, False, False, False])])
def test_only_several_processes_are_read_while_they_still_grow(process, tree, others, read):
    probe = MemoryProportional(Place())
    assert not probe.due(tree(), -60.0, 0.0, False)
    assert probe.due(tree(process(resident=1 << 19)), -1.0, 59.0, False)
    asked = [
        probe.due(tree(process(resident=size), *[process()] * others), tick / 10, tick / 10, False)
        for tick, size in enumerate([1 << 20, 2 << 20, 5 << 19, 5 << 20])
    ]
    assert asked == read


def test_it_keeps_to_one_percent_whatever_a_read_costs(process, tree, monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(memory_proportional.time, "thread_time", lambda: clock[0])

    def read(name, keep=True):
        clock[0] += 0.05
        return ROLLUP.encode()

    one = process(resident=100 << 20)
    one.read = read
    probe, watched, waited = MemoryProportional(Place()), tree(one), 0.0
    for tick in range(1000):
        waited += 0.1
        if probe.due(watched, tick / 10, waited, True):
            probe.sample(watched, tick / 10)
            waited = 0.0
    assert 0.5 < clock[0] <= 0.01 * 100 + 0.05


def test_an_old_kernel_says_what_it_lacks(tmp_path):
    assert "4.14" in MemoryProportional(Place(str(tmp_path))).unreadable()
    (tmp_path / "self").mkdir()
    (tmp_path / "self" / "smaps_rollup").touch()
    assert MemoryProportional(Place(str(tmp_path))).unreadable() is None


def test_a_torn_file_is_refused(process, tree):
    with pytest.raises(ValueError, match="Pss"):
        MemoryProportional(Place()).sample(tree(process(files={"smaps_rollup": "0-f [rollup]\nRss: 1 kB\n"})), 0.0)
