import pytest

from workbench.contracts import Place
from workbench.probes import memory_proportional
from workbench.probes.memory_proportional import MemoryProportional

ROLLUP = """0-f ---p 00000000 00:00 0    [rollup]
Rss:    100 kB
Pss:     40 kB
Private_Clean:  10 kB
Private_Dirty:  20 kB
SwapPss:  3 kB
"""


def test_the_sums(process, tree):
    probe = MemoryProportional(Place())
    one, gone = process(files={"smaps_rollup": ROLLUP}), process()
    sample = probe.sample(tree(one, one, gone), 0.0)
    assert sample == {"proportional_bytes": 80 << 10, "private_bytes": 60 << 10, "swap_bytes": 6 << 10}
    assert probe.totals() == {"pss_sampled_bytes": 80 << 10}


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
