"""Which engines of IPython Parallel are lent, and how they are asked. No controller is started."""

from __future__ import annotations

import json
import os
import zipfile

import pytest

from workbench.backends.ipyparallel import IPyParallel
from workbench.clusters import _engines
from workbench.clusters.ipyparallel import IPyParallelCluster
from workbench.errors import WorkbenchError
from workbench.model.cluster import Access, ClusterNode

TWO_HOSTS = {
    4: ("b", "10.0.0.2"),
    0: ("a", "10.0.0.1"),
    1: ("a", "10.0.0.1"),
    5: ("b", "10.0.0.2"),
    7: ("c", "10.0.0.3"),
}


class Answer:
    def __init__(self, value):
        self.value = value

    def get(self, timeout):
        if isinstance(self.value, Exception):
            raise self.value
        return self.value


class View:
    """Engines that are this process."""

    def __init__(self, targets):
        self.targets = targets

    def apply_async(self, function, *arguments):
        try:
            return Answer(function(*arguments))
        except Exception as error:
            return Answer(error)


class Client:
    """`left` is what `queue_status` tells of each engine."""

    def __init__(self, ids, left=(), unassigned=()):
        self.ids = ids
        self.left = dict(left)
        self.unassigned = list(unassigned)
        self.done = []

    def __getitem__(self, targets):
        return View(targets)

    def queue_status(self, verbose=False):
        return {**self.left, "unassigned": self.unassigned if verbose else len(self.unassigned)}

    def abort(self, jobs, targets, block):
        self.done.append(("abort", sorted(jobs), targets))

    def send_signal(self, number, targets, block):
        self.done.append(("signal", int(number), targets))


@pytest.fixture
def cluster():
    def make(where, **client):
        found = IPyParallelCluster(Access("ipyparallel", "lab"))
        found._client = Client(sorted(where), **client)
        found._everyone = View(list(where))
        found._where = Answer(list(where.values()))
        return found

    return make


@pytest.mark.parametrize(
    ("workers", "nodes", "lent", "engines"),
    [
        (1, 1, {"a": 1}, (0,)),
        (2, 1, {"a": 2}, (0, 1)),
        (2, 2, {"a": 1, "b": 1}, (0, 4)),
        (4, 2, {"a": 2, "b": 2}, (0, 1, 4, 5)),
        (3, None, {"a": 2, "b": 1}, (0, 1, 4)),
    ],
)
def test_exactly_what_was_asked_for_is_lent(cluster, workers, nodes, lent, engines):
    part = cluster(TWO_HOSTS).choose(workers, nodes)
    assert part.workers == lent
    assert part.handle[1] == engines
    assert part.handle[2] == {engine: host for engine, (host, _) in TWO_HOSTS.items()}


@pytest.mark.parametrize(
    ("workers", "nodes", "told"),
    [
        (6, 3, r"2 engines on each of 3 nodes: there are a \(2\), b \(2\), c \(1\)"),
        (6, None, "these engines are no 6 engines"),
        (3, 2, "can't be spread evenly"),
    ],
)
def test_what_there_is_not_is_refused(cluster, workers, nodes, told):
    with pytest.raises(WorkbenchError, match=told):
        cluster(TWO_HOSTS).choose(workers, nodes)


def test_a_controller_without_engines_lends_none():
    found = IPyParallelCluster(Access("ipyparallel", "lab"))
    assert found.nodes() == []
    with pytest.raises(WorkbenchError, match="there are no engines"):
        found.choose(1, 1)


def test_a_node_is_a_host_with_its_engines(cluster):
    found = cluster(TWO_HOSTS)
    found._client.ids = [0, 1, 4, 7]
    assert found.nodes() == [
        ClusterNode("a", "10.0.0.1", 2, "a"),
        ClusterNode("b", "10.0.0.2", 1, "b"),
        ClusterNode("c", "10.0.0.3", 1, "c"),
    ]


def test_a_node_is_asked_on_its_first_engine_and_one_that_is_gone_is_told(cluster):
    found = cluster(TWO_HOSTS)
    told = found.on_nodes(["a", "x"], os.path.join, "one", "two")
    assert told["a"] == os.path.join("one", "two")
    assert "no engine is left on x" in str(told["x"])
    assert isinstance(found.on_nodes(["b"], os.path.join)["b"], TypeError)


def test_what_a_killed_trial_left_is_called_off_before_anything_is_asked(cluster):
    idle, busy = {"queue": [], "tasks": [], "completed": []}, {"queue": [], "tasks": ["m2"], "completed": []}
    found = cluster({0: ("a", "10.0.0.1"), 1: ("a", "10.0.0.1")}, left={0: idle, 1: busy}, unassigned=["m3", "m4"])
    found.end_leftovers("t-001")
    assert found._client.done == [("abort", ["m2", "m3", "m4"], [1]), ("signal", 2, [1])]


def test_who_worked_is_told_once_the_controller_has_counted_all(cluster):
    counts = [(0, 1, 2), (0, 0, 3), (0, 0, 3)]
    client = Client([0, 1])

    def queue_status(verbose=False):
        queue, tasks, completed = counts.pop(0)
        return {0: {"queue": queue, "tasks": tasks, "completed": completed}, "unassigned": 0}

    client.queue_status = queue_status
    backend = IPyParallel(1)
    backend._client, backend._hosts, backend._engines = client, {0: "a", 1: "b"}, [0]
    assert backend.work_done() == {0: ("a", 3.0), 1: ("b", 0.0)}


def test_the_connection_file_of_a_profile_is_found_and_a_missing_one_told(tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    with pytest.raises(WorkbenchError, match="no controller of IPython Parallel answers for lab: there is no file"):
        _engines.connection_file("lab")
    folder = tmp_path / "profile_lab" / "security"
    folder.mkdir(parents=True)
    path = folder / "ipcontroller-client.json"
    path.write_text("{}")
    assert _engines.connection_file("lab") == _engines.connection_file(str(path)) == str(path)


@pytest.mark.parametrize(("interface", "told"), [("tcp://10.0.0.9", "10.0.0.9"), ("tcp://*", "head")])
def test_where_the_controller_is(tmp_path, interface, told):
    path = tmp_path / "c.json"
    path.write_text(json.dumps({"interface": interface, "location": "head"}))
    assert _engines.controller_address(str(path)) == told


def test_a_host_tells_its_name_and_its_address_on_the_way_to_the_controller():
    import socket

    assert _engines.ask_where(View([0]), "127.0.0.1").value == (socket.gethostname(), "127.0.0.1")


def test_code_arrives_and_leaves_nothing(tmp_path, monkeypatch):
    archive = tmp_path / "workbench-code-1.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("arrived_module.py", "answer = 42")
    functions = []
    monkeypatch.setattr(View, "apply_async", lambda view, function: functions.append(function))
    _engines.send_code(View([0]), str(archive))
    _engines.remove_code(View([0]))
    arrive, leave = functions
    assert (arrive.__module__, leave.__module__) == ("__main__", "__main__")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    # As on an engine: in a process of its own.
    child = os.fork()
    if child == 0:
        status = 1
        try:
            arrive()
            arrive()
            import arrived_module

            here = len(list(tmp_path.glob("workbench-engine-*")))
            leave()
            status = 0 if (arrived_module.answer, here, list(tmp_path.glob("workbench-engine-*"))) == (42, 1, []) else 2
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
