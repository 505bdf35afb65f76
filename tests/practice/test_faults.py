"""Each fault does what it says to the node it names and to no other, and healing undoes it."""

import dataclasses
import os
import socket
import time
from pathlib import Path

import pytest

from tests.practice.conftest import ASKED, Played, left_of
from workbench.practice import faults, groups
from workbench.practice.down import take_down
from workbench.practice.healing import heal
from workbench.practice.processes import is_alive
from workbench.practice.site import SCHEDULER
from workbench.practice.state import read_cluster
from workbench.practice.tools import PracticeError
from workbench.practice.up import bring_up

SERVES = """
import socket, sys
server = socket.create_server((sys.argv[1], 7000))
print("up", flush=True)
while True:
    server.accept()[0].close()
"""


class Serving(Played):
    """Its workers answer at their node's address; it has a scheduler with a child."""

    name = "dask"

    def start(self, site):
        self.site = site
        argv = [site.python(self.name), "-c", "import subprocess; subprocess.run(['sleep', '60'])"]
        site.start(self.name, SCHEDULER, argv, {}, site.cluster.front)
        for node in site.cluster.nodes:
            argv = [site.python(self.name), "-c", SERVES, node.address, "distributed.cli.dask_worker"]
            site.start(self.name, "worker", argv, {}, node)

    def is_ready(self, site):
        return all(answers(node) for node in site.cluster.nodes)


def answers(node):
    try:
        with socket.create_connection((node.address, 7000), timeout=1):
            return True
    except OSError:
        return False


def dead(cluster):
    return [(process.role, process.node) for process in cluster.processes if not is_alive(process)]


@pytest.fixture
def engine():
    return Serving()


@pytest.fixture
def cluster(root, engine, namespaces):
    made = bring_up(dataclasses.replace(ASKED, cpus_per_worker=0.2), [engine], root, lambda _: None)
    assert [answers(node) for node in made.nodes] == [True, True]
    return made


def again(cluster):
    return read_cluster(os.path.dirname(cluster.folder), cluster.name)


def test_a_worker_that_is_killed_leaves_its_node_up(cluster, engine):
    first, second = cluster.nodes
    assert faults.kill_worker(cluster, "dask", second).startswith("killed a worker of dask on played-2")
    assert dead(cluster) == [("worker", "played-2")]
    assert [answers(first), answers(second)] == [True, False]
    with pytest.raises(PracticeError, match="no worker of dask runs on played-2"):
        faults.kill_worker(cluster, "dask", second)
    assert heal(cluster, [engine]) == ("dask worker on played-2",)
    assert dead(again(cluster)) == []
    assert answers(second)


@pytest.mark.parametrize(
    ("engine", "words", "parent", "works"),
    [
        ("ray", "ray::PoolActor.run_batch ", "raylet ", True),
        ("ray", "ray::IDLE", "raylet ", False),
        ("ray", "ray::RuntimeEnvAgent ", "raylet ", False),
        ("ray", "ray::DashboardAgent ", "raylet ", False),
        ("ray", "ray::IDLE_SpillWorker", "raylet ", False),
        ("dask", "python -m distributed.cli.dask_worker tls://10.77.0.1:8786 ", "", True),
        ("dask", "python -m workbench.telemetry.node ", "", False),
        ("mpi", "python train.py ", "/opt/bin/hydra_pmi_proxy --control-port ", True),
        ("mpi", "python -c code 3 4 by-host archive ", "/opt/bin/hydra_pmi_proxy --control-port ", False),
        ("mpi", "/opt/bin/hydra_pmi_proxy --control-port ", "/bin/sh -c /opt/bin/hydra_pmi_proxy ", False),
    ],
)
def test_what_looks_after_a_node_is_no_worker(engine, words, parent, works):
    assert faults._WORKS[engine](words, parent) == works


def test_a_node_that_is_killed_comes_back_with_all_that_ran_on_it(cluster, engine):
    first, second = cluster.nodes
    faults.kill_node(cluster, second)
    assert dead(cluster) == [("node", "played-2"), ("worker", "played-2")]
    assert [answers(first), answers(second)] == [True, False]
    with pytest.raises(PracticeError, match="node played-2 is down"):
        faults.kill_node(cluster, second)
    assert heal(cluster, [engine]) == ("node played-2", "dask worker on played-2")
    assert len(again(cluster).processes) == len(cluster.processes)
    assert [answers(first), answers(second)] == [True, True]


def test_what_is_dead_is_started_anew_once_its_engine_has_missed_it(cluster, engine):
    """Two of them are counted for a while, though one is dead."""
    answers_then = []
    counts = iter([2, 2, 1])

    def counted(site):
        answers_then.append(answers(cluster.nodes[1]))
        return next(counts)

    engine.counted = counted
    faults.kill_node(cluster, cluster.nodes[1])
    assert heal(cluster, [engine]) == ("node played-2", "dask worker on played-2")
    assert answers_then == [False] * 3
    assert answers(cluster.nodes[1])


def test_an_engine_that_never_misses_the_dead_is_told(cluster, engine):
    engine.counted, engine.ready_seconds = lambda site: 2, 0.5
    faults.kill_node(cluster, cluster.nodes[1])
    with pytest.raises(PracticeError, match=r"dask still counts 2 workers after 0\.5 s, and 1 are left"):
        heal(cluster, [engine])


def test_a_node_that_is_cut_off_works_on_and_is_joined_again(cluster, engine):
    first, second = cluster.nodes
    faults.cut_node(cluster, second)
    assert [answers(first), answers(second)] == [True, False]
    assert dead(cluster) == []
    assert heal(cluster, [engine]) == ()
    assert answers(second)


def test_without_its_scheduler_an_engine_is_started_anew_as_a_whole(cluster, engine):
    faults.kill_scheduler(cluster, "dask")
    assert [role for role, _ in dead(cluster)] == ["scheduler"]
    assert not [1 for pid in os.listdir("/proc") if pid.isdigit() and orphaned_sleep(pid, cluster)]
    with pytest.raises(PracticeError, match="no scheduler that runs"):
        faults.kill_scheduler(cluster, "dask")
    assert len(heal(cluster, [engine])) == 3
    assert dead(again(cluster)) == []


def orphaned_sleep(pid, cluster):
    try:
        words, variables = (Path(f"/proc/{pid}/{name}").read_bytes() for name in ("cmdline", "environ"))
    except OSError:
        return False
    return words.startswith(b"sleep") and cluster.marker.encode() in variables


def test_a_slow_link_is_slow_in_both_directions_and_only_on_that_node(cluster, engine):
    from workbench.practice.tools import call

    first, second = cluster.nodes
    try:
        faults.slow_link(cluster, [second], 1_000_000)
    except PracticeError as error:
        pytest.skip(str(error))
    inside = ["tc", "-netns", second.namespace, "qdisc", "show", "dev", "eth0"]
    assert "rate 1Mbit" in call(["tc", "qdisc", "show", "dev", second.link])
    assert "rate 1Mbit" in call(inside)
    assert "tbf" not in call(["tc", "qdisc", "show", "dev", first.link])
    heal(cluster, [engine])
    assert "tbf" not in call(["tc", "qdisc", "show", "dev", second.link]) + call(inside)


def test_a_slow_node_has_a_part_of_its_time(cluster, engine):
    if not cluster.nodes[0].cgroups:
        pytest.skip(cluster.without[0])

    def quotas():
        found = []
        for node in cluster.nodes:
            (folder,) = [each for each in node.cgroups if groups.limits_cpu(each)]
            name = "cpu.max" if os.path.exists(f"{folder}/cpu.max") else "cpu.cfs_quota_us"
            found.append(int(Path(folder, name).read_text().split()[0]))
        return found

    assert quotas() == [20000, 20000]
    faults.slow_node(cluster, cluster.nodes[1], 0.5)
    assert quotas() == [20000, 10000]
    heal(cluster, [engine])
    assert quotas() == [20000, 20000]
    for share in (0, 1.5, 0.001):
        with pytest.raises(PracticeError, match="a share is above 0"):
            faults.slow_node(cluster, cluster.nodes[0], share)


def test_down_leaves_nothing_whatever_has_happened_to_it(cluster):
    faults.kill_node(cluster, cluster.nodes[0])
    faults.cut_node(cluster, cluster.nodes[1])
    faults.kill_scheduler(cluster, "dask")
    take_down(cluster)
    time.sleep(0.05)
    assert left_of(cluster) == []


def test_without_links_it_says_what_can_not_be_done(root, monkeypatch):
    monkeypatch.setattr("workbench.practice.links.why_not", lambda: "no namespaces here")
    cluster = bring_up(ASKED, [Played()], root, lambda _: None)
    node = cluster.nodes[0]
    for fault in (lambda: faults.cut_node(cluster, node), lambda: faults.slow_link(cluster, [node], 10**6)):
        with pytest.raises(PracticeError, match="share this machine's network"):
            fault()
    with pytest.raises(PracticeError, match="no limit on CPU time"):
        faults.slow_node(cluster, node, 0.5)
    faults.kill_node(cluster, node)
    assert dead(cluster) == [("worker", "played-1")]
