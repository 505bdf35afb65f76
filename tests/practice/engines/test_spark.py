"""Spark on a practice cluster, where pyspark and Java are: workers, the secret, who listens where."""

import json
import urllib.request
from pathlib import Path

import pytest

from tests.practice.conftest import left_of
from tests.practice.two_nodes import check_suite_on_two_nodes
from workbench.errors import WorkbenchError
from workbench.sessions.engine_environment import engine_environment
from workbench.sessions.environments import looking_up
from workbench.store.environments import EnvironmentCache, default_root

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def python():
    """Of the environment that cases of Spark run in, which .ci/spark builds."""
    with EnvironmentCache(default_root()) as cache:
        try:
            yield engine_environment("spark", looking_up(cache))[1].interpreter
        except WorkbenchError as error:
            pytest.skip(str(error))


@pytest.fixture(scope="module")
def cluster(clusters, python):
    done = clusters("up", "sparks", "--nodes", "2", "--engine", "spark", "--python", f"spark={python}", timeout=200)
    assert done.returncode == 0, done.stderr
    return clusters.read("sparks")


def test_the_master_counts_every_worker_at_its_own_address(cluster):
    with urllib.request.urlopen(cluster.engines["spark"].metrics, timeout=20) as answer:
        told = json.load(answer)
    assert sorted(worker["host"] for worker in told["workers"]) == [node.address for node in cluster.nodes]


def test_the_secret_is_in_files_of_this_user_only_and_on_no_command_line(cluster):
    secret = Path(cluster.engines["spark"].secret_file).read_text()
    holding = [path for path in Path(cluster.folder).rglob("*") if path.is_file() and secret in path.read_text()]
    assert sorted(path.name for path in holding) == ["spark-secret", "spark.properties"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in holding)
    assert not [process for process in cluster.processes if secret in " ".join(process.command)]


def test_a_suite_runs_on_two_nodes_that_both_tell_what_they_did(cluster, clusters, tmp_path):
    trial = check_suite_on_two_nodes(cluster, clusters, "spark", tmp_path)
    of_engine = {use.node: use for use in trial.engine}
    assert set(of_engine) == {"", *(node.name for node in trial.nodes)}
    assert all(use.unavailable is None for use in trial.engine)
    assert all(of_engine[node.name].grown["completedTasks"] > 0 for node in trial.nodes)


def test_down_leaves_nothing(cluster, clusters):
    assert clusters("down", "sparks").returncode == 0
    assert left_of(cluster) == []
