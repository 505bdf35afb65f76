from workbench.contracts import Place
from workbench.probes.processes import Processes


def test_the_largest_counts_need_not_fall_together(process, tree):
    probe = Processes(Place())
    assert probe.sample(tree(process(threads=9)), 0.0) == {"processes": 1, "threads": 9}
    probe.sample(tree(process(), process()), 0.1)
    assert probe.totals() == {"tree_peak_processes": 2, "tree_peak_threads": 9}


def test_a_tree_that_was_never_seen(tree):
    probe = Processes(Place())
    probe.sample(tree(), 0.0)
    assert probe.totals() == {"tree_peak_processes": None, "tree_peak_threads": None}
