from workbench.probes.memory_resident import MemoryResident


def test_the_sum_and_its_peak(process, tree):
    probe = MemoryResident()
    assert probe.sample(tree(process(resident=5), process(resident=6)), 0.0) == {"resident_bytes": 11}
    probe.sample(tree(process(resident=7)), 0.1)
    assert probe.totals() == {"rss_sampled_bytes": 11, "lone_anonymous_bytes": None}


def test_anonymous_memory_counts_only_while_a_process_is_alone(process, tree):
    probe = MemoryResident()
    probe.sample(tree(process(resident=9, anonymous=4)), 0.0)
    probe.sample(tree(process(resident=9, anonymous=8), process(resident=9, anonymous=8)), 0.1)
    assert probe.totals()["lone_anonymous_bytes"] == 4


def test_an_empty_tree_used_nothing_that_is_known(tree):
    probe = MemoryResident()
    probe.sample(tree(), 0.0)
    assert probe.totals()["rss_sampled_bytes"] is None
