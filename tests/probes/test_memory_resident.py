from workbench.contracts import Place
from workbench.probes.memory_resident import MemoryResident


def test_the_sum_and_its_peak(process, tree):
    probe = MemoryResident(Place())
    assert probe.sample(tree(process(resident=5), process(resident=6)), 0.0) == {"resident_bytes": 11}
    probe.sample(tree(process(resident=7)), 0.1)
    assert probe.totals() == {"rss_sampled_bytes": 11, "anonymous_sampled_bytes": None}


def test_the_largest_anonymous_memory_of_one_process_counts_at_every_tick(process, tree):
    probe = MemoryResident(Place())
    probe.sample(tree(process(resident=9, anonymous=4)), 0.0)
    probe.sample(tree(process(resident=9, anonymous=8), process(resident=9, anonymous=7)), 0.1)
    probe.sample(tree(process(resident=9, anonymous=5)), 0.2)
    assert probe.totals()["anonymous_sampled_bytes"] == 8


def test_an_empty_tree_used_nothing_that_is_known(tree):
    probe = MemoryResident(Place())
    probe.sample(tree(), 0.0)
    assert probe.totals()["rss_sampled_bytes"] is None
