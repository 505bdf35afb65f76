"""Ray on a practice cluster: a client in the cluster's own network, the token, and who listens where."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.practice.conftest import left_of

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


@pytest.fixture(scope="module")
def cluster(clusters):
    done = clusters("up", "rays", "--nodes", "2", "--cpus-per-worker", "0.3", "--engine", "ray")
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


def test_down_leaves_nothing(cluster, clusters):
    assert clusters("down", "rays").returncode == 0
    assert left_of(cluster) == []
