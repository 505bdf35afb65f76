"""Which part of a Dask cluster is lent, by its workers' addresses and threads."""

from __future__ import annotations

import pytest

from workbench.clusters.dask import DaskCluster
from workbench.errors import WorkbenchError
from workbench.model.cluster import Access

TWO_BY_TWO = {"tcp://10.0.0.2:1": 1, "tcp://10.0.0.2:2": 1, "tcp://10.0.0.1:1": 1, "tcp://10.0.0.1:2": 1}
UNEVEN = {"tcp://10.0.0.1:1": 4, "tcp://10.0.0.2:1": 1, "tcp://10.0.0.3:1": 1}


class Client:
    def __init__(self, threads):
        self.threads = threads

    def nthreads(self):
        return self.threads


def cluster(threads):
    found = DaskCluster(Access("dask", "tcp://10.0.0.9:8786"))
    found._client = Client(threads)
    return found


@pytest.mark.parametrize(
    ("threads", "workers", "nodes", "lent"),
    [
        (TWO_BY_TWO, 1, 1, {"10.0.0.1": 1}),
        (TWO_BY_TWO, 2, 1, {"10.0.0.1": 2}),
        (TWO_BY_TWO, 2, 2, {"10.0.0.1": 1, "10.0.0.2": 1}),
        (TWO_BY_TWO, 4, 2, {"10.0.0.1": 2, "10.0.0.2": 2}),
        (TWO_BY_TWO, 3, None, {"10.0.0.1": 2, "10.0.0.2": 1}),
        (UNEVEN, 2, 2, {"10.0.0.2": 1, "10.0.0.3": 1}),
        (UNEVEN, 4, 1, {"10.0.0.1": 4}),
        (UNEVEN, 2, None, {"10.0.0.2": 1, "10.0.0.3": 1}),
    ],
)
def test_exactly_what_was_asked_for_is_lent(threads, workers, nodes, lent):
    part = cluster(threads).choose(workers, nodes)
    assert part.workers == lent
    assert part.handle[1] == cluster(threads).choose(workers, nodes).handle[1]


@pytest.mark.parametrize(
    ("threads", "workers", "nodes", "told"),
    [
        (TWO_BY_TWO, 3, 3, "1 threads on each of 3 nodes: it has 10.0.0.1 (1 + 1), 10.0.0.2 (1 + 1)"),
        (TWO_BY_TWO, 3, 1, "3 threads on each of 1 nodes"),
        (UNEVEN, 4, 2, "2 threads on each of 2 nodes: it has 10.0.0.1 (4), 10.0.0.2 (1), 10.0.0.3 (1)"),
        (UNEVEN, 3, None, "exactly 3 threads: its 3 workers have [1, 1, 4]"),
        ({}, 1, 1, "it has no workers"),
    ],
)
def test_what_can_not_be_given_exactly_is_refused(threads, workers, nodes, told):
    with pytest.raises(WorkbenchError) as caught:
        cluster(threads).choose(workers, nodes)
    assert told in str(caught.value)


def test_workers_that_do_not_divide_are_refused():
    with pytest.raises(WorkbenchError, match="3 workers can't be spread evenly over 2 nodes"):
        cluster(TWO_BY_TWO).choose(3, 2)


def test_a_node_has_the_threads_of_its_workers():
    assert [(node.id, node.workers) for node in cluster(UNEVEN).nodes()] == [
        ("10.0.0.1", 4),
        ("10.0.0.2", 1),
        ("10.0.0.3", 1),
    ]
