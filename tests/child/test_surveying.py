"""Whether the nodes of a part see our files."""

from __future__ import annotations

import os

import pytest

from workbench.child.surveying import _refusal
from workbench.contracts import Cluster, Part
from workbench.model.cluster import Access

ASKED = {"workers": 2, "nodes": 2, "shares_files": True}


class TwoNodes(Cluster):
    """Two nodes in this process, of which `blind` see nothing of ours."""

    name = "two"
    blind = ()

    def choose(self, workers, nodes=None):
        return Part({"a": 1, "b": 1}, None)

    def on_nodes(self, nodes, function, *arguments):
        return {node: False if node in self.blind else function(*arguments) for node in nodes}


@pytest.fixture
def cluster():
    return TwoNodes(Access("two", "nowhere"))


def test_nodes_that_see_our_files_are_lent_and_nothing_is_left(cluster, tmp_path):
    assert _refusal(cluster, ASKED, str(tmp_path / "cache")) is None
    assert os.listdir(tmp_path / "cache") == []


@pytest.mark.parametrize(("blind", "told"), [(["b"], "b does not see"), (["a", "b"], "a and 1 other nodes do not see")])
def test_a_node_that_does_not_is_named_with_what_to_do(cluster, tmp_path, blind, told):
    cluster.blind = blind
    refusal = _refusal(cluster, ASKED, str(tmp_path))
    assert told in refusal
    assert "broadcast, scatter or in-place" in refusal


def test_nobody_asks_where_no_file_is_shared(cluster):
    cluster.blind = ["a", "b"]
    assert _refusal(cluster, {**ASKED, "shares_files": False}, "/nowhere/at/all") is None
