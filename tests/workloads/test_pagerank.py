import numpy as np
import pytest

from workbench.errors import DataError
from workbench.workloads.pagerank import DAMPING, PageRank, reference

TINY = {"nodes": 300, "degree": 4}


@pytest.fixture
def graph(prepared):
    workload = PageRank(**TINY)
    return workload, workload.load(str(prepared(workload)))


def test_the_reference_solves_the_linear_system(graph):
    _, data = graph
    walk = np.zeros((300, 300))
    walk[data.targets, data.sources] = 1.0
    walk /= walk.sum(axis=0)
    solved = np.linalg.solve(np.eye(300) - DAMPING * walk, np.full(300, (1 - DAMPING) / 300))
    np.testing.assert_allclose(data.ranks, solved, atol=1e-12)
    assert data.ranks.sum() == pytest.approx(1.0)


def test_three_nodes_by_hand():
    ranks = reference(np.array([0, 1, 2]), np.array([1, 2, 0]), 3)
    np.testing.assert_allclose(ranks, 1 / 3)


def test_rank_at_the_wrong_node_costs_what_it_weighs(graph):
    workload, data = graph
    assert workload.score(data, data.ranks) == 1.0
    moved = data.ranks.copy()
    moved[0] -= 0.01
    moved[-1] += 0.01
    assert workload.score(data, moved) == pytest.approx(0.99)
    assert workload.score(data, np.full(300, 1 / 300)) < 0.9


def test_links_are_told_once_none_leads_to_its_own_node_and_every_node_has_one(graph):
    _, data = graph
    assert len(set(zip(data.sources.tolist(), data.targets.tolist(), strict=True))) == len(data.sources)
    assert (data.sources != data.targets).all()
    assert set(data.sources.tolist()) == set(range(300))
    assert 0 <= data.targets.min() <= data.targets.max() < 300


def test_few_nodes_have_most_links_by_a_power_law(prepared):
    workload = PageRank(nodes=50000)
    data = workload.load(str(prepared(workload)))
    counts = np.sort(np.bincount(data.targets, minlength=50000))[::-1]
    # Links to node i fall with i^-1/2: 16 times the place, a quarter of the links.
    ratios = counts[[100, 1600]] / counts[[1600, 25600]]
    assert ratios == pytest.approx([4, 4], rel=0.25)


def test_the_same_parameters_give_the_same_bytes_mapped_and_of_the_size_foretold(prepared, read_all):
    one, two = prepared(PageRank(**TINY), "one"), prepared(PageRank(**TINY), "two")
    assert read_all(one) == read_all(two)
    assert isinstance(PageRank(**TINY).load(str(one)).sources, np.memmap)
    assert PageRank(**TINY).data_bytes() == pytest.approx(sum(map(len, read_all(one).values())), rel=0.15)
    assert read_all(one) != read_all(prepared(PageRank(**TINY, seed=1), "three"))


def test_every_parameter_that_makes_no_sense_is_refused_at_once():
    with pytest.raises(DataError, match=r"nodes is 9;.*degree is 0"):
        PageRank(nodes=9, degree=0)
    with pytest.raises(DataError, match="32 bits"):
        PageRank(nodes=2**31)
