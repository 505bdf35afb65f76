"""Dask on a practice cluster: brought up once, looked at from the machine, ended."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.practice.conftest import left_of
from tests.practice.two_nodes import check_suite_on_two_nodes

pytest.importorskip("distributed", reason="distributed is not installed")

ASK = """
import json, socket, sys
from distributed import Client
from distributed.security import Security
address, ca, cert, key = sys.argv[1:]
safe = Security(tls_ca_file=ca, tls_client_cert=cert, tls_client_key=key, require_encryption=True)
def where():
    import os, socket, time
    began, used = time.perf_counter(), time.process_time()
    while time.perf_counter() - began < 0.8:
        pass
    return socket.gethostname(), (time.process_time() - used) / (time.perf_counter() - began), os.environ["TMPDIR"]
with Client(address, security=safe, timeout=30) as client:
    print(json.dumps({"threads": client.nthreads(), "where": list(client.run(where).values())}))
try:
    Client(address.replace("tls", "tcp"), timeout=2)
except OSError as error:
    print("without a certificate:", type(error).__name__)
"""


@pytest.fixture(scope="module")
def up(clusters):
    done = clusters("up", "dasky", "--nodes", "2", "--workers-per-node", "2", "--cpus-per-worker", "0.2")
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def cluster(up, clusters):
    return clusters.read("dasky")


def test_up_prints_what_a_suite_says(up, cluster):
    import tomllib

    (entry,) = tomllib.loads(up.stdout)["clusters"]
    assert entry["name"] == "dasky"
    assert entry["practice"] == "dasky/dask"
    assert cluster.engines["dask"].address in up.stdout
    assert "workbench cluster down dasky" in up.stderr


def test_keys_are_of_this_user_only(cluster):
    assert os.stat(cluster.engines["dask"].tls["key"]).st_mode & 0o077 == 0
    assert os.stat(cluster.folder).st_mode & 0o077 == 0
    assert os.stat(cluster.scratch).st_mode & 0o077 == 0


def test_each_worker_is_on_its_node_within_its_limit_and_wants_a_certificate(cluster):
    access = cluster.engines["dask"]
    asked = [sys.executable, "-c", ASK, access.address, *(access.tls[each] for each in ("ca", "cert", "key"))]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=120, check=False, cwd=cluster.scratch)
    assert done.returncode == 0, done.stderr
    told, refused = done.stdout.splitlines()
    found = json.loads(told)
    assert list(found["threads"].values()) == [1, 1, 1, 1]
    assert refused.startswith("without a certificate: ")
    if cluster.bridge is not None:
        assert sorted(host for host, _, _ in found["where"]) == ["dasky-1", "dasky-1", "dasky-2", "dasky-2"]
    assert {folder for _, _, folder in found["where"]} == {node.scratch for node in cluster.nodes}
    if not cluster.without:
        assert all(share < 0.35 for _, share, _ in found["where"]), found["where"]


def test_the_doctor_looks_at_every_node_and_link_of_an_address_with_the_certificates_of_its_environment(
    cluster, clusters, tmp_path
):
    """Named by the variables that Dask itself reads."""
    access = cluster.engines["dask"]
    asked = [sys.executable, "-m", "workbench", "doctor", "--cluster", f"dask:{access.address}", "--json"]
    tls = "DASK_DISTRIBUTED__COMM__TLS__"
    names = {"ca": tls + "CA_FILE", "cert": tls + "CLIENT__CERT", "key": tls + "CLIENT__KEY"}
    environment = {**clusters.environment, **{name: access.tls[each] for each, name in names.items()}}
    done = subprocess.run(
        asked, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=150, check=False
    )
    assert done.returncode == 0, done.stderr
    secret = Path(access.tls["key"]).read_text().splitlines()[1]
    assert secret not in done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert sorted(node["address"] for node in found["nodes"]) == [node.address for node in cluster.nodes]
    looked = found["examination"]["nodes"]
    assert all(node["shares_files"] and node["problem"] is None for node in looked)
    assert all(abs(node["clock_offset_seconds"]) <= node["clock_uncertainty_seconds"] + 0.05 for node in looked)
    exchanges = found["examination"]["exchanges"]
    assert [each["problem"] for each in exchanges] == [None, None]
    assert all(each["bytes_per_second"] > 0 and each["round_trip_seconds"] > 0 for each in exchanges)
    assert (found["differing"], found["unlike"]) == ([], [])
    assert os.listdir(tmp_path) == []


def test_a_suite_runs_on_two_nodes_that_both_tell_what_they_did(cluster, clusters, tmp_path):
    check_suite_on_two_nodes(cluster, clusters, "dask", tmp_path)


def test_nobody_listens_on_every_network(cluster):
    """Of the machine's own listening sockets; 0A is the state LISTEN, 00000000 every address (proc_net_tcp)."""
    scheduler = next(process for process in cluster.processes if process.role == "scheduler")
    folder = f"/proc/{scheduler.pid}/fd"
    sockets = {os.readlink(f"{folder}/{name}") for name in os.listdir(folder)}
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    listening = [row[1] for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in sockets]
    assert listening
    assert not [address for address in listening if address.startswith("00000000")]


def test_list_says_who_is_no_more(cluster, clusters):
    assert "no more" not in clusters("list").stdout
    worker = next(process for process in cluster.processes if process.role == "worker")
    os.kill(worker.pid, 9)
    listed = clusters("list")
    assert listed.stdout.startswith("dasky: 2 nodes (")
    assert "no more: dask worker on dasky-1" in listed.stdout
    (entry,) = json.loads(clusters("list", "--json").stdout)
    assert entry["dead"] == ["dask worker on dasky-1"]


def test_down_leaves_nothing_and_a_second_says_so(cluster, clusters):
    done = clusters("down", "dasky")
    assert done.returncode == 0, done.stderr
    assert left_of(cluster) == []
    again = clusters("down", "dasky")
    assert again.returncode == 0
    assert "nothing to end" in again.stderr
    assert clusters("list").stdout == ""
