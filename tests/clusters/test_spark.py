"""Which part of a Spark cluster is asked for and lent, and what is said where it isn't. No JVM is started."""

from __future__ import annotations

import pytest

from workbench.clusters import spark
from workbench.clusters._spark_code import Seat
from workbench.clusters._spark_master import SparkWorker
from workbench.clusters.spark import SparkCluster
from workbench.errors import WorkbenchError
from workbench.model.cluster import Access

MIB = 2**20
TWO_BY_TWO = [SparkWorker("10.0.0.1", 2, 2, 900 * MIB), SparkWorker("10.0.0.2", 2, 2, 800 * MIB)]
HELD = [SparkWorker("10.0.0.1", 4, 4, 4000 * MIB), SparkWorker("10.0.0.2", 4, 1, 4000 * MIB)]
CROWDED = [SparkWorker("10.0.0.1", 4, 4, 4000 * MIB), SparkWorker("10.0.0.2", 4, 4, 100 * MIB)]
ADDRESS = "spark://10.0.0.9:7077"


class Context:
    """An application that any number of executors join at once."""

    def __init__(self, settings):
        self.settings = settings
        self.files = []
        self.stopped = False

    def addPyFile(self, path):
        self.files.append(path)

    def cancelJobGroup(self, group):
        raise AssertionError("nothing took so long")

    def stop(self):
        self.stopped = True


@pytest.fixture
def started(monkeypatch):
    """Every application that was started; executors are spread as a master spreads them."""
    contexts = []

    def start(settings):
        contexts.append(Context(settings))
        return contexts[-1]

    def meet(context, cores):
        each = int(context.settings["spark.executor.cores"])
        hosts = [f"10.0.0.{1 + number % 2}" for number in range(cores // each) for _ in range(each)]
        return sorted(Seat(host, 100, ("n", 99)) for host in hosts)

    monkeypatch.setattr(spark.spark, "start_application", start)
    monkeypatch.setattr(spark, "meet", meet)
    monkeypatch.setattr(SparkCluster, "_wait_for", lambda self, executors: None)
    return contexts


def cluster(workers=(), archive="code.zip", address=ADDRESS, **files):
    found = SparkCluster(Access("spark", address, **files))
    found._workers = workers
    found._archive = archive
    return found


@pytest.mark.parametrize(
    ("workers", "nodes", "lent", "executors", "cores"),
    [
        (1, 1, {"10.0.0.1": 1}, 1, 1),
        (2, 1, {"10.0.0.1": 2}, 1, 2),
        (2, 2, {"10.0.0.1": 1, "10.0.0.2": 1}, 2, 1),
        (4, 2, {"10.0.0.1": 2, "10.0.0.2": 2}, 2, 2),
        (3, None, {"10.0.0.1": 2, "10.0.0.2": 1}, 3, 1),
    ],
)
def test_a_part_is_an_application_with_an_executor_a_node(started, workers, nodes, lent, executors, cores):
    part = cluster(TWO_BY_TWO).choose(workers, nodes)
    assert part.workers == lent
    (context,) = started
    assert part.handle.context is context
    assert len(part.handle.seats) == workers
    assert context.files == ["code.zip"]
    settings = context.settings
    assert settings["spark.executor.instances"] == str(executors)
    assert settings["spark.executor.cores"] == str(cores)
    assert settings["spark.cores.max"] == str(workers)
    # A heap that the node with the least memory can give.
    assert settings["spark.executor.memory"] == f"{800 * 1024}k"


def test_another_part_takes_the_place_of_the_first(started):
    found = cluster(TWO_BY_TWO)
    found.choose(1, 1)
    found.choose(2, 2)
    assert [context.stopped for context in started] == [True, False]


def test_without_code_of_ours_the_master_is_believed_and_nothing_is_started(started):
    part = cluster(TWO_BY_TWO, archive=None).choose(4, 2)
    assert (part.workers, part.handle, started) == ({}, None, [])


@pytest.mark.parametrize(
    ("has", "workers", "nodes", "told"),
    [
        (TWO_BY_TWO, 3, 3, "no 3 nodes with 1 free cores and 450 MiB each: it has 10.0.0.1 (2 free of 2), 10.0.0.2 (2"),
        (TWO_BY_TWO, 3, 1, "no 1 nodes with 3 free cores"),
        (HELD, 4, 2, "no 2 nodes with 2 free cores and 450 MiB each: it has 10.0.0.1 (4 free of 4), 10.0.0.2 (1 free"),
        (CROWDED, 2, 2, "no 2 nodes with 1 free cores and 450 MiB"),
        (TWO_BY_TWO, 5, None, "no 5 free cores"),
        ([], 1, 1, "it has no workers"),
        (TWO_BY_TWO, 3, 2, "can't be spread evenly"),
    ],
)
@pytest.mark.parametrize("archive", [None, "code.zip"])
def test_what_it_does_not_have_is_refused_before_anything_is_started(started, has, workers, nodes, told, archive):
    with pytest.raises(WorkbenchError) as caught:
        cluster(has, archive).choose(workers, nodes)
    assert told in str(caught.value)
    assert started == []


def test_executors_on_fewer_nodes_than_asked_for_are_refused(started, monkeypatch):
    monkeypatch.setattr(spark, "meet", lambda context, cores: [Seat("10.0.0.1", 1, ("n", 2))] * cores)
    with pytest.raises(WorkbenchError, match=r"put 2 executors of 1 cores on 10.0.0.1 \(2\)") as caught:
        cluster(TWO_BY_TWO).choose(2, 2)
    assert "spreadOutApps" in caught.value.remedy


def test_nodes_have_all_their_cores_whoever_holds_them():
    two_on_one = [*HELD, SparkWorker("10.0.0.1", 3, 0, 0)]
    assert [(node.id, node.address, node.workers) for node in cluster(two_on_one).nodes()] == [
        ("10.0.0.1", "10.0.0.1", 7),
        ("10.0.0.2", "10.0.0.2", 4),
    ]


@pytest.mark.parametrize("address", ["yarn", "k8s://https://10.0.0.9:6443"])
def test_yarn_and_kubernetes_are_asked_by_starting_it(started, address):
    assert cluster(address=address, archive=None).choose(2, 2).workers == {"10.0.0.1": 1, "10.0.0.2": 1}
    assert started[0].settings["spark.master"] == address
    assert started[0].settings["spark.executor.instances"] == "2"
    assert "spark.executor.memory" not in started[0].settings


def test_a_node_is_asked_on_a_core_of_its_own_and_one_without_is_told(started, monkeypatch):
    asked = []

    def call_at(context, seat, group, function, arguments):
        asked.append(seat.host)
        return None if len(asked) == 1 else (function(*arguments),)

    monkeypatch.setattr(spark, "call_at", call_at)
    found = cluster(TWO_BY_TWO).on_nodes(["10.0.0.2", "10.0.0.7"], max, 3, 5)
    assert found["10.0.0.2"] == 5
    assert asked == ["10.0.0.2", "10.0.0.2"], "a task that got to another node is sent again"
    assert isinstance(found["10.0.0.7"], WorkbenchError)
    assert started[0].settings["spark.cores.max"] == "2", "a core of every node"


def test_what_fails_on_a_node_stands_for_the_answer(started, monkeypatch):
    def fail(*given):
        raise OSError("the executor is gone")

    monkeypatch.setattr(spark, "call_at", fail)
    (answer,) = cluster(TWO_BY_TWO).on_nodes(["10.0.0.1"], max, 1, 2).values()
    assert isinstance(answer, WorkbenchError)
    assert "the executor is gone" in str(answer)


def test_where_nothing_of_ours_runs_it_is_said_with_a_remedy(started, monkeypatch):
    def fail(context, cores):
        raise OSError('Cannot run program "/nowhere/python"')

    monkeypatch.setattr(spark, "meet", fail)
    with pytest.raises(WorkbenchError, match="nothing of ours runs on the Spark cluster at spark://10") as told:
        cluster(TWO_BY_TWO).choose(1, 1)
    assert "PYSPARK_PYTHON" in told.value.remedy


def test_the_secret_reaches_the_application_and_nothing_else(started, tmp_path):
    (tmp_path / "secret").write_text("s3cret\n")
    found = cluster(TWO_BY_TWO, secret_file=str(tmp_path / "secret"))
    found.choose(1, 1)
    assert started[0].settings["spark.authenticate"] == "true"
    assert started[0].settings["spark.authenticate.secret"] == "s3cret"
    with pytest.raises(WorkbenchError) as told:
        found.choose(9, 9)
    assert "s3cret" not in f"{told.value} {told.value.remedy}"


@pytest.mark.parametrize(
    "address", ["10.0.0.9:7077", "local[2]", "spark://", "spark://host", "k8s://", "spark://a:1,b"]
)
def test_what_is_no_cluster_is_refused_before_a_jvm_is_started(address):
    with pytest.raises(WorkbenchError, match="is no cluster of Spark") as caught:
        cluster(address=address).connect()
    assert "spark://HOST:PORT" in caught.value.remedy
