"""Ray on a practice cluster: a client in the cluster's own network, the token, and who listens where."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.practice.conftest import left_of
from tests.practice.two_nodes import check_suite_on_two_nodes

pytest.importorskip("ray", reason="ray is not installed")
pytestmark = pytest.mark.slow

ASK = """
import json, os, sys
from workbench.clusters._networks import enter
address, network = sys.argv[1:]
if network:
    enter(network)
from ray._raylet import GcsClient
try:
    nodes = GcsClient(address=address).get_all_node_info(timeout=20).values()
    print(json.dumps(sorted(node.node_manager_address for node in nodes if node.state == 0)))
except Exception as error:
    print(type(error).__name__)
"""

OTHERS = """
name = "two"
[[clusters]]
name = "here"
ray = "%s"
token_file = "token"
[[cases]]
workload = "waiting"
clusters = ["here"]
nodes = 2
"""


@pytest.fixture(scope="module")
def cluster(clusters):
    done = clusters("up", "rays", "--nodes", "2", "--engine", "ray")
    assert done.returncode == 0, done.stderr
    return clusters.read("rays")


def asked(cluster, token_file):
    access = cluster.engines["ray"]
    settings = {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN_PATH": str(token_file), "RAY_USAGE_STATS_ENABLED": "0"}
    done = subprocess.run(
        [sys.executable, "-c", ASK, access.address, access.network or ""],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    return done.stdout.strip()


def test_head_and_nodes_are_there_for_who_has_the_token_and_for_nobody_else(cluster, tmp_path):
    told = json.loads(asked(cluster, cluster.engines["ray"].token_file))
    if cluster.front is not None:
        assert told == [cluster.nodes[0].address, cluster.nodes[1].address, cluster.front.address]
    else:
        assert told == ["127.0.0.1"] * 3
    (tmp_path / "other").write_text("0" * 64)
    assert asked(cluster, tmp_path / "other") == "AuthenticationError"


def test_the_token_is_in_no_file_but_its_own_and_on_no_command_line(cluster):
    token = Path(cluster.engines["ray"].token_file)
    secret = token.read_text()
    assert token.stat().st_mode & 0o077 == 0
    files = [path for path in Path(cluster.folder).rglob("*") if path.is_file() and path != token]
    assert not [path for path in files if secret in path.read_text(errors="replace")]
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            assert secret.encode() not in (folder / "cmdline").read_bytes()
        except OSError:
            continue


def test_nothing_of_it_listens_to_every_network_of_this_machine(cluster):
    """0A is the state LISTEN (proc_net_tcp); the sockets of a network namespace are in its own table only."""
    rows = [line.split() for name in ("tcp", "tcp6") for line in Path("/proc/net", name).read_text().splitlines()[1:]]
    everywhere = {row[9] for row in rows if row[3] == "0A" and set(row[1].partition(":")[0]) == {"0"}}
    assert not [process for process in cluster.processes for inode in sockets(process.pid) if inode in everywhere]


def sockets(pid):
    from workbench.practice.processes import family

    found = set()
    for each in (pid, *family(pid)):
        folder = f"/proc/{each}/fd"
        try:
            links = [os.readlink(f"{folder}/{name}") for name in os.listdir(folder)]
        except OSError:
            continue
        found.update(link[8:-1] for link in links if link.startswith("socket:["))
    return found


def test_a_suite_runs_on_two_nodes_that_both_tell_what_they_did(cluster, clusters, tmp_path):
    check_suite_on_two_nodes(cluster, clusters, "ray", tmp_path)


def test_with_another_token_neither_a_suite_nor_the_doctor_gets_anywhere(cluster, clusters, tmp_path):
    secret = "f" * 64
    (tmp_path / "token").write_text(secret)
    access = cluster.engines["ray"]
    (tmp_path / "two.toml").write_text(OTHERS % access.address)
    words = (["run", "two.toml", "--results", "results"], ["doctor", "--cluster", f"ray:{access.address}"])
    # The doctor is told of the token as Ray's own programs are.
    variables = {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN_PATH": str(tmp_path / "token")}
    started = [inside(access, each, cwd=tmp_path, env={**clusters.environment, **variables}) for each in words]
    for process in started:
        printed, said = process.communicate(timeout=120)
        assert process.returncode == 2, printed + said
        assert "no Ray cluster lets us in at" in said
        assert "token" in said
        assert secret not in printed + said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["token", "two.toml"]


def inside(access, words, **options):
    """A command of workbench where the cluster's head is, which a person enters by nsenter."""
    enter = [] if access.network is None else ["nsenter", f"--net={access.network}"]
    argv = [*enter, sys.executable, "-m", "workbench", *words]
    return subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


def test_down_leaves_nothing(cluster, clusters):
    assert clusters("down", "rays").returncode == 0
    assert left_of(cluster) == []
