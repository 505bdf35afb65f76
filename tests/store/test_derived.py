"""What is kept beside the results: found again for its key only, and never in the way."""

import os

import pytest

from workbench.store.catalogue import find_runs
from workbench.store.derived import CACHE_FOLDER, Derived


def test_what_was_saved_is_found_for_its_key_alone(tmp_path):
    derived = Derived(str(tmp_path))
    assert derived.load("report-a", "key") is None
    derived.save("report-a", "key", b"one\ntwo")
    assert derived.load("report-a", "key") == b"one\ntwo"
    assert derived.load("report-a", "another") is None
    assert derived.load("report-b", "key") is None


def test_a_name_holds_one_file_and_nothing_else_is_left(tmp_path):
    derived = Derived(str(tmp_path))
    for key in ("one", "two", "three"):
        derived.save("report-a", key, key.encode())
    assert derived.load("report-a", "three") == b"three"
    assert sorted(os.listdir(tmp_path / CACHE_FOLDER)) == [".gitignore", "report-a"]
    assert (tmp_path / CACHE_FOLDER / ".gitignore").read_text().splitlines()[-1] == "*"


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: b"x" + data[1:], lambda data: b""])
def test_a_damaged_file_is_none(tmp_path, damage):
    derived = Derived(str(tmp_path))
    derived.save("report-a", "key", b"what was worked out")
    file = tmp_path / CACHE_FOLDER / "report-a"
    file.write_bytes(damage(file.read_bytes()))
    assert derived.load("report-a", "key") is None


def test_a_folder_that_can_not_be_written_is_no_error(tmp_path):
    (tmp_path / CACHE_FOLDER).write_text("a file in its place")
    derived = Derived(str(tmp_path))
    derived.save("report-a", "key", b"data")
    assert derived.load("report-a", "key") is None


def test_a_link_is_not_followed(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    root = tmp_path / "results"
    root.mkdir()
    (root / CACHE_FOLDER).symlink_to(elsewhere)
    Derived(str(root)).save("report-a", "key", b"data")
    assert os.listdir(elsewhere) == []


@pytest.mark.parametrize("name", ["../report", "a/b", "", ".hidden"])
def test_no_name_leads_out_of_the_folder(tmp_path, name):
    derived = Derived(str(tmp_path))
    derived.save(name, "key", b"data")
    assert derived.load(name, "key") is None
    assert not [file for file in tmp_path.rglob("*") if file.is_file() and file.name != ".gitignore"]


def test_it_is_no_run(tmp_path):
    Derived(str(tmp_path)).save("report-a", "key", b"data")
    assert find_runs(str(tmp_path)) == ()
