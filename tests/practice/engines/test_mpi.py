"""The agent that takes the place of ssh, on nodes without MPI; and mpiexec through it where it is here."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.practice.conftest import ASKED
from workbench.practice import links
from workbench.practice.engines.mpi import ENGINE
from workbench.practice.up import bring_up


@pytest.fixture
def cluster(root):
    return bring_up(ASKED, [ENGINE], root, lambda _: None)


def on(cluster, *words):
    done = subprocess.run(
        [cluster.engines["mpi"].agent, *words], capture_output=True, text=True, timeout=30, check=False, input="some\n"
    )
    return done.returncode, done.stdout.strip(), done.stderr.strip()


def test_words_run_on_the_node_as_with_ssh(cluster, namespaces):
    first, second = cluster.nodes
    assert on(cluster, "-x", second.address, "hostname; cat;", "exit 7") == (7, "played-2\nsome", "")
    assert on(cluster, first.name, "echo", "$TMPDIR") == (0, first.scratch, "")


def test_a_host_that_is_none_of_its_nodes_is_refused(cluster):
    status, _, said = on(cluster, "10.1.2.3", "true")
    assert status == 1
    assert said.startswith("'10.1.2.3' is no node of the practice cluster played; there are ")
    assert on(cluster, "-x")[0] == 1


def test_the_host_file_has_a_line_for_every_worker(cluster):
    with open(cluster.engines["mpi"].hostfile) as file:
        assert file.read().split() == [node.address for node in cluster.nodes]


def test_a_program_ends_with_its_agent(cluster, namespaces):
    first = cluster.nodes[0]
    agent = subprocess.Popen(
        [cluster.engines["mpi"].agent, first.address, "echo on; exec sleep 60"], stdout=subprocess.PIPE
    )
    assert agent.stdout.readline() == b"on\n"
    agent.kill()
    agent.wait()
    assert agent.stdout.read() == b"", "the pipe's other end is closed only once the program has ended"
    agent.stdout.close()


def test_mpiexec_starts_a_rank_on_every_node(cluster, namespaces):
    mpiexec = shutil.which("mpiexec", path=f"{os.path.dirname(sys.executable)}:{os.environ['PATH']}")
    if mpiexec is None:
        pytest.skip("needs mpiexec: apt install mpich")
    told = subprocess.run([mpiexec, "--version"], capture_output=True, text=True, timeout=30, check=False).stdout
    if "HYDRA" not in told:
        pytest.skip("this mpiexec is not MPICH's, and with no other has it worked yet")
    access = cluster.engines["mpi"]
    variables = {
        "HYDRA_LAUNCHER": "ssh",
        "HYDRA_LAUNCHER_EXEC": access.agent,
        "HYDRA_HOST_FILE": access.hostfile,
        "HYDRA_IFACE": links.INSIDE,
    }
    done = subprocess.run(
        ["nsenter", f"--net={access.network}", mpiexec, "-n", "2", "hostname"],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert sorted(done.stdout.split()) == ["played-1", "played-2"], done.stderr
