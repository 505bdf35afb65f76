"""Which nodes of a Ray cluster are asked for, and what is said where nobody listens. Ray itself is not started."""

from __future__ import annotations

import pytest

from workbench.clusters.ray import RayCluster
from workbench.errors import WorkbenchError
from workbench.model.cluster import Access

ALIVE = [("n1", "10.0.0.1", 4), ("n2", "10.0.0.2", 1), ("n3", "10.0.0.3", 2)]


@pytest.fixture
def cluster(monkeypatch):
    monkeypatch.setattr(RayCluster, "_alive", lambda self: ALIVE)
    return RayCluster(Access("ray", "10.0.0.1:6379"))


def test_a_bundle_a_node_each_on_a_node_of_its_own(cluster):
    bundles, strategy, selectors = cluster._bundles(4, 2)
    assert (bundles, strategy) == ([{"CPU": 2.0}] * 2, "STRICT_SPREAD")
    assert selectors == [{"ray.io/node-id": "n1"}, {"ray.io/node-id": "n3"}]


def test_on_any_nodes_a_bundle_a_worker(cluster):
    assert cluster._bundles(3, None) == ([{"CPU": 1.0}] * 3, "PACK", None)


@pytest.mark.parametrize(
    ("workers", "nodes", "told"),
    [
        (6, 3, r"no 3 nodes with 2 CPUs each: it has 10.0.0.1 \(4 CPUs\), 10.0.0.2 \(1 CPUs\)"),
        (8, None, "no 8 CPUs"),
        (3, 2, "can't be spread evenly"),
    ],
)
def test_what_it_does_not_have_is_refused(cluster, workers, nodes, told):
    with pytest.raises(WorkbenchError, match=told):
        cluster._bundles(workers, nodes)


@pytest.mark.parametrize("address", ["127.0.0.1:1", "no-port", "127.0.0.1:abc"])
def test_where_nobody_listens_it_is_told_at_once(address):
    with pytest.raises(WorkbenchError, match="no Ray cluster lets us in at " + address) as caught:
        RayCluster(Access("ray", address)).connect()
    assert "ray start --head" in caught.value.remedy
