"""Which part of the hosts is lent, and how they are asked: on ranks that this process plays."""

from __future__ import annotations

import time
from concurrent.futures import Future

import pytest

from workbench.child.mpi_pool import Worker
from workbench.clusters import mpi
from workbench.clusters.mpi import MpiCluster
from workbench.errors import WorkbenchError
from workbench.model.cluster import Access

HOSTS = "a:2\nb:1\nc:4\n"


class Played:
    """A pool whose ranks are this process. `refused` are hosts without which none come."""

    refused = ()
    started = ()

    def __init__(self):
        self.ended, self.stopped = False, False

    def start(self, launch, folder, way, archive, seconds):
        Played.started = (*Played.started, launch)
        if set(launch) & set(self.refused):
            raise WorkbenchError("MPI's ranks don't stand")
        self.workers = [Worker(host, host, 1) for host in launch]

    def submit(self, group, function, *arguments):
        future = Future()
        try:
            answer = function(*arguments)
            future.set_result((self.workers[group].host, answer))
        except Exception as error:
            future.set_exception(error)
        return future

    def stop(self):
        self.stopped = True


@pytest.fixture
def cluster(tmp_path, monkeypatch):
    (tmp_path / "hosts").write_text(HOSTS)
    monkeypatch.setattr(mpi, "RankPool", Played)
    monkeypatch.setattr(mpi, "on_hosts", lambda hosts: tuple(hosts.ranks))
    monkeypatch.setattr(
        mpi, "unreachable", lambda hosts, agent: {host: "gone" for host in hosts if host in Played.refused}
    )
    monkeypatch.setattr(MpiCluster, "requires", {})
    monkeypatch.setattr(Played, "refused", ())
    monkeypatch.setattr(Played, "started", ())
    found = MpiCluster(Access("mpi", str(tmp_path / "hosts"), agent="/agent"), str(tmp_path))
    yield found
    found.close()


@pytest.mark.parametrize(
    ("workers", "nodes", "lent"),
    [
        (1, 1, {"a": 1}),
        (2, 2, {"a": 1, "b": 1}),
        (4, 2, {"a": 2, "c": 2}),
        (4, 1, {"c": 4}),
        (3, 3, {"a": 1, "b": 1, "c": 1}),
        (4, None, {"a": 2, "b": 1, "c": 1}),
    ],
)
def test_exactly_what_was_asked_for_is_lent(cluster, workers, nodes, lent):
    cluster.connect("code.zip")
    part = cluster.choose(workers, nodes)
    assert part.workers == lent
    hosts, archive = part.handle
    assert (hosts.ranks, hosts.agent, archive) == (lent, "/agent", "code.zip")
    assert Played.started == ()


@pytest.mark.parametrize(
    ("workers", "nodes", "told"),
    [
        (4, 4, r"no 4 hosts with 1 slots each: it has a \(2\), b \(1\), c \(4\)"),
        (9, 3, "no 3 hosts with 3 slots each"),
        (8, None, "no 8 slots"),
        (3, 2, "can't be spread evenly"),
    ],
)
def test_what_it_does_not_have_is_refused(cluster, workers, nodes, told):
    cluster.connect("code.zip")
    with pytest.raises(WorkbenchError, match=told):
        cluster.choose(workers, nodes)


def test_asked_what_it_has_every_host_must_answer(cluster):
    cluster.connect()
    assert Played.started == (("a", "b", "c"),)
    assert [(node.id, node.workers) for node in cluster.nodes()] == [("a", 2), ("b", 1), ("c", 4)]


def test_a_host_that_can_not_be_reached_is_named(cluster, monkeypatch):
    monkeypatch.setattr(Played, "refused", ("b",))
    with pytest.raises(WorkbenchError, match="nothing can be started on b: gone"):
        cluster.connect()
    assert Played.started == ()


def test_for_a_case_only_its_own_hosts_are_asked(cluster):
    cluster.connect("code.zip")
    cluster.choose(2, 2)
    answers = cluster.on_nodes(["b", "a"], abs, -1)
    assert Played.started == (("a", "b"),)
    assert answers == {"b": ("b", 1), "a": ("a", 1)}
    assert isinstance(cluster.on_nodes(["c"], abs, -1)["c"], WorkbenchError)


def test_what_a_question_raises_stands_for_its_answer(cluster):
    cluster.connect("code.zip")
    assert isinstance(cluster.on_nodes(["a"], int, "x")["a"], ValueError)


def test_where_a_host_went_away_the_others_are_asked_by_new_ranks(cluster, monkeypatch):
    cluster.connect("code.zip")
    cluster.on_nodes(["a"], time.monotonic)
    first = cluster._standing
    first.ended = True
    monkeypatch.setattr(Played, "refused", ("c",))
    answers = cluster.on_nodes(["a", "c"], abs, -1)
    assert first.stopped
    assert answers["a"] == ("a", 1)
    assert "no rank stands on c" in str(answers["c"])
    assert Played.started[-1] == ("a", "b")


def test_where_none_can_be_asked_the_reason_stands_for_each_answer(cluster, monkeypatch):
    monkeypatch.setattr(Played, "refused", ("a", "b", "c"))
    cluster.connect("code.zip")
    answers = cluster.on_nodes(["a", "b"], abs, -1)
    assert {node: str(error) for node, error in answers.items()} == dict.fromkeys("ab", "MPI's ranks don't stand")


def test_without_mpi4py_it_says_what_brings_it(cluster, monkeypatch):
    monkeypatch.setattr(MpiCluster, "requires", {"no_such_module": "pip install 'workbench[mpi]'"})
    with pytest.raises(WorkbenchError, match=r"needs no_such_module: pip install 'workbench\[mpi\]'"):
        cluster.connect()
