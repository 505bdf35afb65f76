"""In what machines are unlike."""

from workbench.analysis.unlike import unlike
from workbench.model.cluster import NodeMachine

ONE = NodeMachine("EPYC", 8, 8, 8 * 10**9, "6.1")


def test_like_machines_have_nothing_to_tell():
    almost = ONE._replace(memory_bytes=int(ONE.memory_bytes * 1.005))
    assert list(unlike([("a", ONE), ("b", ONE), ("c", almost)])) == []
    assert list(unlike([])) == []


def test_each_difference_is_told_by_node_the_commonest_first():
    named = [("a", ONE._replace(memory_bytes=4 * 10**9)), ("b", ONE), ("c", ONE)]
    assert list(unlike(named)) == ["the memory differs: 8.0 GB on b and c, 4.0 GB on a"]
    other = ONE._replace(logical_cpus=2, cpu_limit_cores=0.5, gpus=("T4",))
    assert list(unlike([("a", ONE), ("b", other)])) == [
        "the number of CPUs differs: 8 on a, 2 on b",
        "the list of GPUs differs: none on a, T4 on b",
        "the CPU limit differs: none on a, 0.5 on b",
    ]


def test_of_many_nodes_a_few_are_named():
    named = [(f"n{index}", ONE) for index in range(100)] + [("odd", ONE._replace(cpu_model="Xeon"))]
    assert list(unlike(named)) == ["the CPU differs: EPYC on n0, n1, n2 and 97 more, Xeon on odd"]
