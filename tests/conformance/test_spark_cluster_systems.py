"""Cases on two nodes of a practice cluster of Spark, as a person runs them, and what is said where that can't be."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import workbench
from workbench.contracts import missing_need
from workbench.errors import ConfigurationError
from workbench.practice.links import why_not
from workbench.practice.state import read_cluster
from workbench.sessions.engine_environment import engine_environment
from workbench.sessions.environments import building
from workbench.sessions.examining import examine_cluster
from workbench.store.environments import EnvironmentCache, default_root
from workbench.telemetry.series import read_series

pytestmark = [
    pytest.mark.systems,
    pytest.mark.timeout(1500),
    pytest.mark.skipif(missing_need("java>=17") is not None, reason=str(missing_need("java>=17"))),
]
PIECES, PIECE_BYTES = 8, 1_000_000
MINE = """
import os, time
from workbench.contracts import Workload

class Carry(Workload):
    name = "carry"
    parameters = {"pieces": %d}

    def run(self, data, context):
        return sum(context.map(burn, [os.urandom(%d) for _ in range(self.values["pieces"])]))

def burn(piece):
    end = time.process_time() + 0.2
    while time.process_time() < end:
        pass
    return len(piece)
"""
ML = """
name = "ml"
[[clusters]]
name = "lab"
practice = "sparks/spark"
[[cases]]
workload = "flights"
parameters = { rows = 3000 }
solvers = ["spark.LogisticRegression"]
clusters = ["lab"]
nodes = 2
[measure]
launches = 1
warmups = 0
repeats = 1
"""
SUITE = """
name = "lab"
[[clusters]]
name = "lab"
%s
[[cases]]
workload = "./mine.py:Carry"
clusters = ["lab"]
%s
[measure]
launches = 1
warmups = 0
repeats = 1
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Two nodes of two workers, with half a CPU each."""
    with pytest.MonkeyPatch.context() as patch, EnvironmentCache(default_root()) as cache:
        state = tmp_path_factory.mktemp("state")
        patch.setenv("XDG_STATE_HOME", str(state))
        _, environment = engine_environment("spark", building(cache, lambda event: None))
        shape = ["--nodes", "2", "--workers-per-node", "2", "--cpus-per-worker", "0.5"]
        engine = ["--engine", "spark", "--python", f"spark={environment.interpreter}"]
        try:
            done = practise("up", "sparks", *shape, *engine)
            assert done.returncode == 0, done.stderr
            yield read_cluster(str(state / "workbench" / "clusters"), "sparks")
        finally:
            practise("down", "sparks")


@pytest.fixture
def suite(tmp_path, cluster):
    def write(cases, access='practice = "sparks/spark"'):
        (tmp_path / "mine.py").write_text(MINE % (PIECES, PIECE_BYTES))
        (tmp_path / "lab.toml").write_text(SUITE % (access, cases))
        return str(tmp_path / "lab.toml")

    return write


def practise(*words):
    argv = [sys.executable, "-m", "workbench", "cluster", *words]
    return subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300, check=False)


def test_exactly_both_nodes_work_and_both_are_in_the_record_and_in_the_file(suite, tmp_path):
    found = workbench.run(suite("nodes = [1, 2]\nworkers_per_node = 2"), results=str(tmp_path / "results"))
    assert {tuple(node.workers for node in trial.nodes) for trial in found.run.trials} == {(2,), (2, 2)}
    for trial in found.run.trials:
        assert (trial.status, trial.reason, trial.leftovers) == ("ok", None, ())
        assert all(node.worked == node.workers and node.sampler_lost is None for node in trial.nodes)
        for node in trial.nodes:
            assert abs(node.clock_offset_seconds) <= node.clock_uncertainty_seconds
            assert node.measured_cpu_seconds > 0.1
            assert node.peak_memory_bytes > 100e6, "its JVM is among what was watched"
    (widest,) = [trial for trial in found.run.trials if len(trial.nodes) == 2]
    table = read_series(os.path.join(found.run.folder, "telemetry", widest.trial_id)).to_pylist()
    assert {row["node"] for row in table} == {"", "sparks-1", "sparks-2"}
    if why_not() is not None:
        return
    for node in widest.nodes:
        grown = [row["value"] for row in table if row["node"] == node.name and received(row)]
        assert grown[-1] - grown[0] == pytest.approx(node.received_bytes, rel=0.1)
    assert sum(node.received_bytes for node in widest.nodes) > PIECES * PIECE_BYTES


def received(row):
    return row["probe"] == "host_network" and row["series"].startswith("received_bytes[")


def test_a_worker_without_work_fails_the_case_with_what_was_used(suite, tmp_path):
    path = suite("nodes = 2\nparameters = { pieces = 1 }")
    (trial,) = workbench.run(path, results=str(tmp_path / "results")).run.trials
    assert trial.status == "failed"
    assert "not exactly the part of the cluster that was asked for has worked" in trial.reason


def test_spark_ml_fits_on_the_executors_of_both_nodes(cluster, tmp_path):
    (tmp_path / "ml.toml").write_text(ML)
    (trial,) = workbench.run(str(tmp_path / "ml.toml"), results=str(tmp_path / "results")).run.trials
    assert (trial.status, trial.reason, trial.leftovers) == ("ok", None, ())
    assert [(node.name, node.worked) for node in trial.nodes] == [("sparks-1", 1), ("sparks-2", 1)]
    assert trial.score.value > 0.5
    if why_not() is None:
        # Some 4 MB of rows go there in each call, not with every task of the fit.
        assert sum(node.received_bytes for node in trial.nodes) < 100e6


def test_what_can_not_be_had_is_told_before_anything_runs(suite, cluster, tmp_path):
    (tmp_path / "wrong").write_text("wrong")
    secret = f'secret_file = "{cluster.engines["spark"].secret_file}"'
    right = cluster.engines["spark"].address
    for access, cases, said in (
        (f'spark = "{right}"\n{secret}', "nodes = 3", "no 3 nodes with 1 free cores"),
        (f'spark = "{right}"\nsecret_file = "wrong"', "nodes = 2", "does not let us in"),
        (f'spark = "{right}"', "nodes = 2", "does not let us in"),
        (f'spark = "{right[:-4]}7079"\n{secret}', "nodes = 2", "no Spark master answers at"),
    ):
        with pytest.raises(ConfigurationError, match=said):
            workbench.run(suite(cases, access), results=str(tmp_path / "results"))


def test_its_nodes_and_links_are_examined(cluster, tmp_path):
    found = examine_cluster("sparks", str(tmp_path))
    assert [node.name for node in found.nodes] == ["sparks-1", "sparks-2"]
    assert found.differing == ()
    assert all(node.machine is not None and node.shares_files for node in found.examination.nodes)
    assert all(pair.bytes_per_second > 0 for pair in found.examination.exchanges)
    assert len(found.examination.exchanges) == 2
