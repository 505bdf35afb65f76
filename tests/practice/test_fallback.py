"""Where namespaces are refused: real engines on nodes that are processes, and a suite on two of them."""

from __future__ import annotations

import pytest

from tests.practice.conftest import Clusters, left_of
from tests.practice.two_nodes import check_suite_on_two_nodes
from workbench.practice import layout
from workbench.practice.down import take_down
from workbench.practice.layout import Asked
from workbench.practice.tools import PracticeError
from workbench.sessions.practising import bring_cluster_up


def refuse(argv, *others, **more):
    """What the kernel's tools say where they may not make namespaces."""
    raise PracticeError(f"`{' '.join(argv)}`: mount --make-shared /run/netns failed: Operation not permitted")


@pytest.mark.parametrize(
    ("engine", "module"),
    [pytest.param("dask", "distributed"), pytest.param("ray", "ray", marks=pytest.mark.systems)],
)
def test_a_suite_runs_on_two_nodes_that_share_one_network(engine, module, tmp_path, monkeypatch):
    pytest.importorskip(module, reason=f"{module} is not installed")
    monkeypatch.setattr(layout.links, "call", refuse)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    said, work = [], tmp_path / "work"
    work.mkdir()
    cluster = bring_cluster_up(Asked("plain", 2, 1, None, None, None, {}), [engine], said.append)
    try:
        assert any("network namespaces" in sentence and "share one network" in sentence for sentence in said)
        check_suite_on_two_nodes(cluster, Clusters(tmp_path / "state"), engine, work)
    finally:
        take_down(cluster)
    assert left_of(cluster) == []
