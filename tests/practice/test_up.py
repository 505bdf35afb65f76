"""What is refused before anything is made; nodes with an engine that is played; and that failures leave nothing."""

import dataclasses
import os
import socket
import time
from pathlib import Path

import pytest

from tests.practice.conftest import ASKED, Played, left_of
from workbench.practice.down import take_down
from workbench.practice.processes import is_alive, marked
from workbench.practice.state import names, read_cluster
from workbench.practice.tools import PracticeError
from workbench.practice.up import bring_up


def asked(**changes):
    return dataclasses.replace(ASKED, **changes)


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"nodes": 0}, "1 to 100 nodes"),
        ({"workers_per_node": 0}, "1 to 100 nodes"),
        ({"cpus_per_worker": 1000.0}, r"2 nodes × 1 workers × 1000 are 2000 CPUs; this machine has \d+"),
        ({"cpus_per_worker": 0.001}, "too few to be kept"),
        ({"name": "../x"}, "can't name a cluster"),
    ],
)
def test_what_makes_no_cluster_is_refused_before_anything_is_made(root, wish, sentence):
    with pytest.raises(PracticeError, match=sentence):
        bring_up(asked(**wish), [Played()], root, lambda _: None)
    assert names(root) == ()


def test_all_that_engines_lack_is_told_at_once(root):
    lacking = [Played(missing="needs Java"), Played(missing="needs MPI")]
    with pytest.raises(PracticeError, match=r"(?s)needs Java.*needs MPI"):
        bring_up(ASKED, lacking, root, lambda _: None)
    assert not os.path.exists(root)


def test_every_node_runs_its_worker_and_nothing_is_left_after(root):
    cluster = bring_up(ASKED, [Played()], root, lambda _: None)
    assert cluster.complete
    assert read_cluster(root, "played") == cluster
    assert all(is_alive(process) for process in cluster.processes)
    said = [Path(process.log).read_text().split() for process in cluster.processes if process.engine]
    assert [words[2] for words in said] == [node.scratch for node in cluster.nodes]
    with pytest.raises(PracticeError, match="'played' is up already"):
        bring_up(ASKED, [Played()], root, lambda _: None)
    take_down(cluster)
    assert left_of(cluster) == []


def test_a_node_is_a_machine_of_its_own(root, namespaces):
    cluster = bring_up(ASKED, [Played()], root, lambda _: None)
    workers = [process for process in cluster.processes if process.engine]
    said = [Path(process.log).read_text().split() for process in workers]
    assert [words[0] for words in said] == [node.name for node in cluster.nodes]
    assert all(int(words[1]) < 10 for words in said), "they have process numbers of their own"
    spaces = {os.readlink(f"/proc/{process.pid}/ns/net") for process in workers}
    assert len(spaces | {os.readlink("/proc/self/ns/net")}) == 3
    hosts = Path("/proc", str(workers[0].pid), "root", "etc", "hosts").read_text()
    assert all(f"{node.address} {node.name}" in hosts for node in cluster.nodes)
    with socket.create_server((cluster.host_address, 0)):
        pass  # The machine itself has its address in the cluster's network.


def test_killing_a_nodes_first_process_ends_all_on_it(root, namespaces):
    cluster = bring_up(ASKED, [Played()], root, lambda _: None)
    first = next(process for process in cluster.processes if process.role == "node")
    os.kill(first.pid, 9)
    deadline = time.monotonic() + 10
    there = [process for process in cluster.processes if process.node == first.node]
    while any(map(is_alive, there)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert [process for process in cluster.processes if not is_alive(process)] == there


def test_an_engine_that_ends_at_once_is_told_with_what_it_said_and_leaves_nothing(root):
    broken = Played("import sys; sys.exit('no such thing')")
    broken.is_ready = lambda site: False
    with pytest.raises(PracticeError, match=r"(?s)the played worker on played-1 ended:.*no such thing"):
        bring_up(ASKED, [broken], root, lambda _: None)
    assert left_of(broken.site.cluster) == []


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_whatever_interrupts_it_leaves_nothing(root, error):
    class Interrupted(Played):
        def is_ready(self, site):
            assert list(marked(site.cluster.marker))
            raise error

    engine = Interrupted()
    with pytest.raises(error):
        bring_up(ASKED, [engine], root, lambda _: None)
    assert left_of(engine.site.cluster) == []
    assert names(root) == ()


def test_without_namespaces_the_nodes_are_processes_and_it_says_so(root, monkeypatch):
    monkeypatch.setattr("workbench.practice.links.why_not", lambda: "network namespaces need root")
    said = []
    cluster = bring_up(asked(link_bits_per_second=1_000_000), [Played()], root, said.append)
    assert said[0].startswith("network namespaces need root, so these nodes are processes on addresses 127.0.0.x")
    assert [node.address for node in cluster.nodes] == ["127.0.0.11", "127.0.0.12"]
    assert cluster.link_bits_per_second is None
    assert cluster.without == tuple(said[:1])
    assert os.listdir("/proc/self/ns")
    take_down(cluster)
    assert left_of(cluster) == []
