"""A machine's ceilings on disk: written whole, read as they were, and explained where they can't be."""

import json
import math
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import StoreError
from workbench.model.ceiling import Ceiling, Ceilings
from workbench.store.catalogue import find_runs
from workbench.store.ceilings import ceilings_path, read_ceilings, write_ceilings

MEASURED = Ceilings(
    "laptop-0a1b",
    1.7e9,
    (Ceiling("fork", 0.00123, "s", "median of 300"), Ceiling("gpu_copy[0]", math.inf, "bytes/s", "é")),
    {"gpu": "torch is not installed"},
)


def test_what_was_written_is_read_back(tmp_path):
    path = write_ceilings(str(tmp_path / "results"), MEASURED)
    assert path == ceilings_path(str(tmp_path / "results"), "laptop-0a1b")
    assert read_ceilings(str(tmp_path / "results"), "laptop-0a1b") == MEASURED
    assert MEASURED.value("fork") == 0.00123
    assert math.isnan(MEASURED.value("gpu"))


def test_what_was_never_measured_is_none(tmp_path):
    assert read_ceilings(str(tmp_path), "laptop-0a1b") is None


def test_the_newest_replaces_the_old_and_leaves_nothing_else(tmp_path):
    write_ceilings(str(tmp_path), MEASURED)
    write_ceilings(str(tmp_path), Ceilings("laptop-0a1b", 1.8e9))
    assert read_ceilings(str(tmp_path), "laptop-0a1b") == Ceilings("laptop-0a1b", 1.8e9)
    assert os.listdir(tmp_path / "laptop-0a1b") == ["ceilings.json"]


def test_a_write_that_fails_keeps_the_old(tmp_path, monkeypatch):
    write_ceilings(str(tmp_path), MEASURED)

    def refuse(*paths):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(StoreError, match="the disk is full"):
        write_ceilings(str(tmp_path), Ceilings("laptop-0a1b", 1.8e9))
    assert read_ceilings(str(tmp_path), "laptop-0a1b") == MEASURED
    assert os.listdir(tmp_path / "laptop-0a1b") == ["ceilings.json"]


@pytest.mark.parametrize("machine", ["../elsewhere", "", ".hidden", "a/b"])
def test_a_hostile_machine_leads_nowhere(tmp_path, machine):
    with pytest.raises(StoreError):
        read_ceilings(str(tmp_path), machine)
    with pytest.raises(StoreError):
        write_ceilings(str(tmp_path), Ceilings(machine, 0.0))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds no measured ceilings"),
        (b"[]", "holds no measured ceilings"),
        (b'{"version": 1}', "holds no measured ceilings"),
        (b'{"version": 1, "ceilings": {"machine_id": 3, "measured_at": 1}}', "holds no measured ceilings"),
        (b'{"version": 2, "ceilings": "of another shape"}', "a newer workbench wrote it"),
        (b'{"version": 0}', "no workbench ever wrote it"),
    ],
)
def test_a_file_that_is_not_ours_says_so_and_what_to_do(tmp_path, content, said):
    (tmp_path / "laptop-0a1b").mkdir()
    (tmp_path / "laptop-0a1b" / "ceilings.json").write_bytes(content)
    with pytest.raises(StoreError, match=said) as raised:
        read_ceilings(str(tmp_path), "laptop-0a1b")
    assert "workbench doctor --ceilings" in raised.value.remedy


@given(st.binary(max_size=60))
def test_any_bytes_are_ceilings_or_a_store_error(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("any") / "laptop-0a1b"
    folder.mkdir()
    (folder / "ceilings.json").write_bytes(content)
    with pytest.raises(StoreError):
        read_ceilings(str(folder.parent), "laptop-0a1b")


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "laptop-0a1b").mkdir()
    (tmp_path / "laptop-0a1b" / "ceilings.json").symlink_to("/etc/hostname")
    with pytest.raises(StoreError):
        read_ceilings(str(tmp_path), "laptop-0a1b")


def test_a_field_that_a_later_workbench_adds_is_passed_over(tmp_path):
    path = write_ceilings(str(tmp_path), MEASURED)
    with open(path) as file:
        content = json.load(file)
    content["ceilings"]["kernel"] = "7.0"
    with open(path, "w") as file:
        json.dump(content, file)
    assert read_ceilings(str(tmp_path), "laptop-0a1b") == MEASURED


def test_it_is_no_run(tmp_path, make_header):
    from workbench.store.writer import RunWriter

    header = make_header()
    with RunWriter.create(str(tmp_path), header):
        pass
    write_ceilings(str(tmp_path), MEASURED)
    assert [entry.problems for entry in find_runs(str(tmp_path))] == [()]
