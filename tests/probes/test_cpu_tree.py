from workbench.contracts import Place
from workbench.probes.cpu_tree import CpuTree


def test_the_trees_own_figures(tree):
    probe = CpuTree(Place())
    assert probe.sample(tree(user_seconds=1.5, system_seconds=0.5), 0.0) == {"user_seconds": 1.5, "system_seconds": 0.5}
    assert probe.totals() == {"cpu_sampled_seconds": 2.0}
