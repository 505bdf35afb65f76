"""What is made of the pages of Ray's agents, and of what its scheduler tells."""

from __future__ import annotations

from workbench.clusters import _ray_figures
from workbench.contracts import EngineFigure

PAGE = """# HELP ray_object_store_memory Object store memory by various sub-kinds on this node
# TYPE ray_object_store_memory gauge
ray_object_store_memory{Location="MMAP_SHM",ObjectState="SEALED",SessionName="s 1",instance="10.0.0.1:1"} 4096.0
ray_object_store_memory{Location="SPILLED",ObjectState="",SessionName="s 1",instance="10.0.0.1:1"} 1e+06
# TYPE ray_spill_manager_request_total counter
ray_spill_manager_request_total{Type="Spilled",instance="10.0.0.1:1"} 3.0
ray_component_rss_bytes{Component="gcs_server",pid="1"} 10.0
ray_component_rss_bytes{Component="gcs_server",pid="2"} 20.0
ray_object_store_dist_bucket{le="1"} 3.0
ray_object_store_broken NaN
ray_node_cpu_utilization{ip="10.0.0.1"} 3.0
"""
READ = [
    EngineFigure('ray_object_store_memory{Location="MMAP_SHM",ObjectState="SEALED"}', 4096.0),
    EngineFigure('ray_object_store_memory{Location="SPILLED",ObjectState=""}', 1e6),
    EngineFigure('ray_spill_manager_request_total{Type="Spilled"}', 3.0, True),
    EngineFigure('ray_component_rss_bytes{Component="gcs_server"}', 30.0),
]


def node(name, port, head=False):
    resources = {"CPU": 1.0, "object_store_memory": 100.0, **({"node:__internal_head__": 1.0} if head else {})}
    return {"NodeID": name, "NodeManagerAddress": "10.0.0.1", "MetricsExportPort": port, "Resources": resources}


def test_a_page_is_read_under_its_own_names():
    assert _ray_figures.parsed(PAGE) == READ


def test_each_node_reads_the_page_of_its_own_agent():
    asked = []

    def ask(nodes, function, url):
        asked.append((nodes, function, url))
        return {nodes[0]: PAGE}

    known = [node("a", 8080), node("b", 8081), node("h", 8082, head=True)]
    assert _ray_figures.figures(["a"], known, {}, ask) == {"a": READ, "": READ}
    assert [(nodes, url) for nodes, _, url in asked] == [
        (["a"], "http://10.0.0.1:8080/metrics"),
        (["h"], "http://10.0.0.1:8082/metrics"),
    ]


def test_without_agents_the_object_store_is_known_from_the_resources():
    told = _ray_figures.figures(
        ["a"], [node("a", -1), node("h", -1, head=True)], {"a": {"object_store_memory": 70.0}}, None
    )
    assert told == {"a": [EngineFigure("object_store_memory", 30.0)], "": _ray_figures.WITHOUT_AGENT}


def test_a_page_that_can_not_be_had_is_told():
    told = _ray_figures.figures(["a"], [node("a", 8080)], {}, lambda nodes, *_: {"a": TimeoutError("timed out")})
    assert told == {"a": "its metrics could not be read: timed out"}
