"""PageRank by each library; NetworkX's stand-in keeps what its pagerank is asked, in case it isn't installed here."""

import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from workbench.errors import PluginError
from workbench.solvers.networkx_pagerank import PageRank as OfNetworkX
from workbench.solvers.scipy_pagerank import PageRank as OfSciPy
from workbench.workloads.pagerank import PageRank


@pytest.fixture
def graph(tmp_path):
    workload = PageRank(nodes=2000, degree=5)
    workload.prepare(str(tmp_path))
    return workload, workload.load(str(tmp_path))


def solved(solver, data, context):
    solver.check()
    solver.setup(data)
    return solver.solve(data, context)


def test_scipy_finds_the_reference_within_the_tolerance(graph, context):
    workload, data = graph
    solver = OfSciPy()
    assert workload.score(data, solved(solver, data, context)) > 1 - workload.tolerance
    assert solver.operations(data) % (2 * len(data.sources)) == 0
    assert solver.operations(data) > 10 * 2 * len(data.sources)


def test_what_nodes_without_links_hold_goes_to_all(context):
    data = SimpleNamespace(sources=np.array([0]), targets=np.array([1]), nodes=2, damping=0.85)
    with np.errstate(divide="ignore"):
        ranks = solved(OfSciPy(tol=1e-12), data, context)
    # r0 = 0.15/2 + 0.85 r1/2 and r0 + r1 = 1.
    np.testing.assert_allclose(ranks, [0.5 / 1.425, 0.925 / 1.425], rtol=1e-9)


def test_ranks_that_do_not_stand_still_fail(graph, context):
    with pytest.raises(RuntimeError, match="after 2 steps"):
        solved(OfSciPy(max_iter=2), graph[1], context)


@pytest.mark.parametrize("wrong", [{"tol": 0.0}, {"max_iter": 0}])
def test_stopping_conditions_that_cannot_work_are_refused(wrong):
    with pytest.raises(PluginError, match="more than 0"):
        OfSciPy(**wrong).check()


class DiGraph:
    """Nodes in the order they were added in."""

    def __init__(self):
        self.nodes, self.edges = [], []

    def add_nodes_from(self, nodes):
        self.nodes.extend(nodes)

    def add_edges_from(self, edges):
        self.edges.extend(edges)


def test_networkx_is_given_the_same_links_and_the_tolerance_of_a_node(graph, context, monkeypatch):
    workload, data = graph
    asked = {}
    library = ModuleType("networkx")
    library.DiGraph = DiGraph

    def pagerank(made, **arguments):
        asked.update(arguments, edges=made.edges)
        return dict(zip(made.nodes, data.ranks, strict=True))

    library.pagerank = pagerank
    monkeypatch.setitem(sys.modules, "networkx", library)
    found = solved(OfNetworkX(tol=1e-4), data, context)
    assert workload.score(data, found) == 1.0
    assert asked["tol"] == pytest.approx(1e-4 / 2000)
    assert asked["alpha"] == 0.85
    assert asked["edges"] == list(zip(data.sources.tolist(), data.targets.tolist(), strict=True))
