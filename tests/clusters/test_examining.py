"""Examining a cluster whose nodes are played by this process."""

from workbench.clusters import _examining
from workbench.contracts import Cluster
from workbench.model.cluster import Access, ClusterNode


class Played(Cluster):
    """Two nodes on loopback; what is asked of `broken` raises."""

    name = "played"
    broken = ()

    def nodes(self):
        return [ClusterNode("a", "127.0.0.1", 1), ClusterNode("b", "127.0.0.1", 1)]

    def on_nodes(self, nodes, function, *arguments):
        answers = {}
        for node in nodes:
            try:
                answers[node] = function(*arguments) if node not in self.broken else ConnectionError("gone")
            except OSError as error:
                answers[node] = error
        return answers


def examined(tmp_path, monkeypatch, *broken):
    monkeypatch.setattr(_examining, "EXCHANGE_SECONDS", 0.02)
    cluster = Played(Access("played", ""))
    cluster.broken = broken
    (tmp_path / "shared").write_text("told")
    return _examining.examine(cluster, str(tmp_path / "shared"))


def test_every_node_and_both_ways_are_there(tmp_path, monkeypatch):
    found = examined(tmp_path, monkeypatch)
    assert [node["id"] for node in found["nodes"]] == ["a", "b"]
    assert all(node["shares_files"] is True and node["problem"] is None for node in found["nodes"])
    assert all(abs(node["clock_offset_seconds"]) <= node["clock_uncertainty_seconds"] for node in found["nodes"])
    assert found["nodes"][0]["machine"]["logical_cpus"] >= 1
    assert [(each["sender"], each["receiver"]) for each in found["exchanges"]] == [("b", "a"), ("a", "b")]
    assert all(each["bytes_per_second"] > 0 for each in found["exchanges"])


def test_a_node_that_does_not_answer_is_told_and_the_others_are_measured(tmp_path, monkeypatch):
    found = examined(tmp_path, monkeypatch, "b")
    a, b = found["nodes"]
    assert a["problem"] is None
    assert b["problem"] == "ConnectionError: gone"
    assert (b["shares_files"], b["clock_offset_seconds"]) == (None, None)
    assert [each["problem"] for each in found["exchanges"]] == ["ConnectionError: gone"] * 2


def test_many_nodes_are_measured_with_the_next_only():
    assert sorted(_examining.pairs(3)) == [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)]
    assert _examining.pairs(1) == []
    assert len(_examining.pairs(1000)) == 1000
    assert _examining.pairs(13)[-1] == (12, 0)


def test_a_file_that_is_not_there_is_no_shared_one(tmp_path):
    (tmp_path / "bytes").write_bytes(b"\xff")
    assert _examining.content(str(tmp_path / "none")) is None
    assert _examining.content(str(tmp_path / "bytes")) is None
