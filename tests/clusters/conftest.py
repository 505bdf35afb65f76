"""An engine whose nodes are this machine: what is asked of a node is called here, with a clock of its own."""

from __future__ import annotations

import time

import pytest

from workbench.clusters._watched import WatchedCluster
from workbench.model.cluster import Access, ClusterNode


class FakeCluster(WatchedCluster):
    """`ahead` is by how much each node's clock is ahead; `down` are nodes that don't answer any more."""

    name = "fake"

    def __init__(self, ahead, seconds_there=0.0):
        super().__init__(Access("fake", "nowhere"))
        self.ahead = ahead
        self.down = set()
        self.seconds_there = seconds_there
        self.calls = []

    def nodes(self):
        return [ClusterNode(node, node, 1) for node in self.ahead]

    def on_nodes(self, nodes, function, *arguments):
        return {node: self._call(node, function, arguments) for node in nodes}

    def _call(self, node, function, arguments):
        self.calls.append((node, function.__name__))
        if node in self.down:
            return ConnectionError("no route to %s" % node)
        time.sleep(self.seconds_there)
        try:
            answer = function(*arguments)
        except Exception as error:
            return error
        time.sleep(self.seconds_there)
        return answer + self.ahead[node] if function is time.monotonic else answer


@pytest.fixture
def fake():
    return FakeCluster
