"""Spark on a practice cluster, where pyspark and Java are: workers, the secret, who listens where."""

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.practice.conftest import left_of
from workbench.contracts.needs import missing_need
from workbench.practice.engines import spark

PYTHON = os.environ.get("WORKBENCH_SPARK_PYTHON", sys.executable)
"""pyspark is seldom where workbench is: name the Python of an environment that has it to run this."""
REASON = spark.ENGINE.missing(PYTHON)
pytestmark = [pytest.mark.slow, pytest.mark.skipif(REASON is not None, reason=str(REASON))]

APPLICATION = """
import os, socket, sys
address, host, secret = sys.argv[1:]
os.environ.update(SPARK_LOCAL_IP=host, PYSPARK_PYTHON=sys.executable)
from pyspark.sql import SparkSession
builder = SparkSession.builder.master(address).config("spark.ui.enabled", "false")
for name, value in {"driver.host": host, "driver.bindAddress": host, "executor.memory": "512m",
                    "authenticate": "true", "authenticate.secret": secret}.items():
    builder = builder.config("spark." + name, value)
def where(_):
    import time
    time.sleep(0.5)
    return socket.gethostname()
print(sorted(set(builder.getOrCreate().sparkContext.parallelize(range(4), 4).map(where).collect())))
"""


@pytest.fixture(scope="module")
def cluster(clusters):
    done = clusters("up", "sparks", "--nodes", "2", "--engine", "spark", "--python", f"spark={PYTHON}", timeout=200)
    assert done.returncode == 0, done.stderr
    return clusters.read("sparks")


def test_the_master_counts_every_worker_at_its_own_address(cluster):
    assert missing_need("java>=17") is None
    with urllib.request.urlopen(cluster.engines["spark"].metrics, timeout=20) as answer:
        told = json.load(answer)
    assert sorted(worker["host"] for worker in told["workers"]) == [node.address for node in cluster.nodes]


def test_an_application_with_the_secret_runs_on_both_nodes(cluster):
    access = cluster.engines["spark"]
    secret = Path(access.secret_file).read_text()
    done = subprocess.run(
        [PYTHON, "-c", APPLICATION, access.address, cluster.host_address, secret],
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
        cwd=cluster.scratch,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    if cluster.bridge is not None:
        assert done.stdout.strip().endswith("['sparks-1', 'sparks-2']")


def test_the_secret_is_in_files_of_this_user_only_and_on_no_command_line(cluster):
    secret = Path(cluster.engines["spark"].secret_file).read_text()
    holding = [path for path in Path(cluster.folder).rglob("*") if path.is_file() and secret in path.read_text()]
    assert sorted(path.name for path in holding) == ["spark-secret", "spark.properties"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in holding)
    assert not [process for process in cluster.processes if secret in " ".join(process.command)]


def test_down_leaves_nothing(cluster, clusters):
    assert clusters("down", "sparks").returncode == 0
    assert left_of(cluster) == []
