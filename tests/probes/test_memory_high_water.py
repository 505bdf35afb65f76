import pytest

from workbench.contracts import Place
from workbench.probes.memory_high_water import MemoryHighWater


def status(kilobytes):
    return {"status": "Name:\tx\nVmHWM:\t%d kB\n" % kilobytes}


@pytest.fixture
def two(process):
    return process(pid=1, files=status(1000)), process(pid=2, files=status(3000))


def measured(probe, during, at_end=None):
    """A watch whose `measure` lasts from 1 s to 2 s."""
    probe.sample(during, 0.0)
    probe.mark(during, "measure", "start", 1.0)
    probe.sample(during, 1.0)
    probe.mark(at_end or during, "measure", "end", 2.0)
    probe.sample(at_end or during, 2.0)
    return probe.totals()["high_water_bytes"]


def test_the_sum_over_those_alive_at_the_end(two, tree):
    assert measured(MemoryHighWater(Place()), tree(*two)) == 4000 << 10


def test_who_departs_after_the_window_changes_nothing(two, tree):
    probe = MemoryHighWater(Place())
    measured(probe, tree(*two))
    probe.sample(tree(two[0], departed=(two[1],)), 3.0)
    assert probe.totals()["high_water_bytes"] == 4000 << 10


def test_who_departed_before_the_window_changes_nothing(two, tree):
    probe = MemoryHighWater(Place())
    probe.sample(tree(two[0], departed=(two[1],)), 0.0)
    assert measured(probe, tree(two[0])) == 1000 << 10


def test_a_departure_in_the_window_withdraws_it(two, tree):
    assert measured(MemoryHighWater(Place()), tree(*two), tree(two[0], departed=(two[1],))) is None


def test_a_departure_between_two_repeats_withdraws_it(two, tree):
    probe = MemoryHighWater(Place())
    measured(probe, tree(*two))
    probe.sample(tree(two[0], departed=(two[1],)), 2.5)
    for edge, now in (("start", 3.0), ("end", 4.0)):
        probe.mark(tree(two[0]), "measure", edge, now)
    assert probe.totals()["high_water_bytes"] is None


def test_a_child_that_was_reaped_unseen_withdraws_it(process, tree):
    before = process(files=status(1000), reaped_faults=10)
    after = process(files=status(1000), reaped_faults=60)
    assert measured(MemoryHighWater(Place()), tree(before), tree(before)) == 1000 << 10
    assert measured(MemoryHighWater(Place()), tree(before), tree(after)) is None


def test_an_orphan_that_the_launcher_reaped_unseen_withdraws_it(process, tree):
    one = process(files=status(1000))
    before, after = (tree(one, launcher=process(pid=9, reaped_faults=faults)) for faults in (5, 6))
    assert measured(MemoryHighWater(Place()), before, before) == 1000 << 10
    assert measured(MemoryHighWater(Place()), before, after) is None


def test_a_mark_that_fell_withdraws_it_but_not_by_the_kernels_inexactness(process, tree):
    high, bit_lower, low = (tree(process(files=status(size))) for size in (90000, 89990, 1000))
    assert measured(MemoryHighWater(Place()), high, bit_lower) == 90000 << 10
    assert measured(MemoryHighWater(Place()), high, low) is None


def test_a_trial_that_died_in_the_window_has_no_bound(two, tree):
    probe = MemoryHighWater(Place())
    probe.mark(tree(*two), "measure", "start", 1.0)
    probe.sample(tree(*two), 1.0)
    probe.sample(tree(departed=two), 2.0)
    assert probe.totals()["high_water_bytes"] is None


def test_without_a_measure_the_whole_watch_is_the_window(two, tree):
    probe = MemoryHighWater(Place())
    probe.sample(tree(*two), 0.0)
    assert probe.sample(tree(*two), 0.1) == {}
    assert probe.sample(tree(*two), 0.6) == {"high_water_bytes": 4000 << 10}
    assert probe.totals()["high_water_bytes"] == 4000 << 10
    probe.sample(tree(two[0], departed=(two[1],)), 0.7)
    assert probe.totals()["high_water_bytes"] is None


def test_a_mark_counts_alone_where_it_rose_in_the_window_or_came_with_it(process, tree):
    grown, still, later = process(pid=1, files=status(500)), process(pid=2, files=status(9000)), process(pid=3)
    probe = MemoryHighWater(Place())
    probe.sample(tree(grown, still), 0.0)
    probe.mark(tree(grown, still), "measure", "start", 1.0)
    probe.sample(tree(grown, still), 1.0)
    assert probe.totals()["process_sampled_bytes"] is None
    grown.files.update(status(700))
    later.files.update(status(600))
    probe.sample(tree(grown, still, later), 1.6)
    assert probe.totals()["process_sampled_bytes"] == 700 << 10
    assert probe.totals()["trial_process_sampled_bytes"] == 9000 << 10
    assert probe.sample_processes(tree(grown, still), 1.6) == {
        1: {"high_water_bytes": 700 << 10},
        2: {"high_water_bytes": 9000 << 10},
    }


def test_a_mark_that_the_trial_reset_before_the_window_is_no_fall(process, tree):
    one = process(files=status(90000))
    probe = MemoryHighWater(Place())
    probe.sample(tree(one), 0.0)
    one.files.update(status(1000))
    assert measured(probe, tree(one)) == 1000 << 10
    assert probe.totals()["trial_process_sampled_bytes"] == 90000 << 10


def watched(*trees):
    """Whether a probe that saw these, one a tick, says that there was one process only."""
    probe = MemoryHighWater(Place())
    for tick, seen in enumerate(trees):
        probe.sample(seen, tick / 10)
    return probe.totals()["only_process"] == 1


def test_one_process_at_every_tick_and_nothing_reaped_is_the_only_one(two, process, tree):
    launcher, waited = process(pid=9, reaped_faults=5), process(pid=9, reaped_faults=99)
    assert watched(tree(two[0], launcher=launcher), tree(launcher=waited, departed=(two[0],)))


def test_it_is_not_the_only_one_if_another_was_seen_or_came_and_went(two, process, tree):
    one, other = two
    reaper = process(pid=1, files=status(1000), reaped_faults=1)
    before, after = process(pid=9, reaped_faults=5), process(pid=9, reaped_faults=6)
    assert not watched(tree())
    assert not watched(tree(one), tree(one, other), tree(one))
    assert not watched(tree(one), tree(one, departed=(other,)))
    assert not watched(tree(one), tree(reaper))
    assert not watched(tree(reaper), tree(reaper))
    assert not watched(tree(one, launcher=before), tree(one, launcher=after))
