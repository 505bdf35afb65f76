"""Which cluster is meant, and in what its machines are unlike."""

import dataclasses

import pytest

from workbench.errors import WorkbenchError
from workbench.model.examination import ExaminedNode
from workbench.sessions import examining
from workbench.telemetry.machine import read_machine


def nodes(**changes):
    machine = read_machine()
    return [ExaminedNode("a", machine), ExaminedNode("b", dataclasses.replace(machine, **changes)), ExaminedNode("c")]


NAMES = {"a": "one", "b": "two", "c": "three"}


def test_like_machines_have_nothing_to_tell():
    assert list(examining._unlike(nodes(), NAMES)) == []
    almost = nodes(memory_bytes=int(read_machine().memory_bytes * 1.005))
    assert list(examining._unlike(almost, NAMES)) == []
    assert list(examining._unlike([], {})) == []


def test_each_difference_is_told_by_node():
    (told,) = examining._unlike(nodes(cpu_model="Other"), NAMES)
    assert told.startswith("cpu_model differs: ")
    assert told.endswith("on one, Other on two")
    assert len(list(examining._unlike(nodes(logical_cpus=999, memory_bytes=1, cpu_limit_cores=0.01), NAMES))) == 3


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("nothing:here", "'nothing' is no engine"),
        ("dask:", "is no NAME"),
        ("lab", "there is no practice cluster 'lab'"),
    ],
)
def test_what_names_no_cluster_is_refused(named, said, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with pytest.raises(WorkbenchError, match=said):
        examining.examine_cluster(named, str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_an_address_is_reached_by_the_engine_it_names():
    access = examining._access("dask:tcp://10.0.0.1:8786")
    assert (access.engine, access.address) == ("dask", "tcp://10.0.0.1:8786")
