"""An examined cluster in words."""

from workbench.model.cluster import ClusterNode
from workbench.model.examination import ClusterDiagnosis, Examination, ExaminedNode, Exchange
from workbench.reporting.examining import cluster_sections
from workbench.telemetry.machine import read_machine


def diagnosis(count=2, **changes):
    nodes = tuple(
        ClusterNode(f"id{i}", f"10.0.0.{i}", 1, name=f"n{i}", versions={"python": "3.11.7"}) for i in range(count)
    )
    inside = tuple(ExaminedNode(node.id, read_machine(), 0.001, 0.0005, True) for node in nodes)
    exchanges = tuple(
        Exchange(f"id{i}", f"id{(i + 1) % count}", 2e-5, 1e6 * (i + 1)) for i in range(count) if count > 1
    )
    found = {"nodes": inside, "exchanges": exchanges, **changes}
    return ClusterDiagnosis("dask", "tcp://x", "/data", nodes, {"python": "3.11.7"}, examination=Examination(**found))


def sections(found):
    return {heading: list(lines) for heading, lines in cluster_sections(found)}


def test_every_node_clock_and_link_has_its_line():
    told = sections(diagnosis())
    assert told["Nodes"][0].startswith("n0 (10.0.0.0): 1 worker · ")
    assert told["Nodes"][0].endswith("python 3.11.7")
    assert told["Links"] == ["n0 → n1: 1.0 MB/s, round trip 20.0 µs", "n1 → n0: 2.0 MB/s, round trip 20.0 µs"]
    assert told["Clocks, ahead of the one here"] == ["n0: +1.00 ms ± 0.50 ms", "n1: +1.00 ms ± 0.50 ms"]
    assert told["Files"] == ["shared: every node sees /data"]
    assert told["Unlike nodes"] == ["none: all machines are alike"]


def test_what_could_not_be_asked_is_told_with_the_reason():
    inside = (ExaminedNode("id0", problem="gone\x1b[31m"), ExaminedNode("id1", read_machine(), shares_files=False))
    told = sections(diagnosis(nodes=inside, exchanges=(Exchange("id0", "id1", problem="refused"),)))
    assert "not looked at (gone\\x1b[31m)" in told["Nodes"][0]
    assert told["Clocks, ahead of the one here"] == ["n0: unknown", "n1: unknown"]
    assert told["Links"] == ["n0 → n1: not measured (refused)"]
    assert told["Files"] == ["unknown for n0"]


def test_a_file_system_that_is_not_shared_names_who_does_not_see_it():
    inside = tuple(ExaminedNode(f"id{i}", shares_files=i == 0) for i in range(2))
    assert sections(diagnosis(nodes=inside))["Files"] == ["not shared: n1 does not see /data"]


def test_of_many_nodes_the_extremes_are_told():
    told = sections(diagnosis(50))["Links"]
    assert len(told) == 4
    assert "n0 → n1: 1.0 MB/s" in told[1]
    assert "50.0 MB/s" in told[3]


def test_where_versions_differ_nothing_else_is_claimed():
    import dataclasses

    found = dataclasses.replace(diagnosis(), differing=("python is 3.11 here, and 3.12 on n1",))
    assert list(sections(found)) == ["Nodes"]
