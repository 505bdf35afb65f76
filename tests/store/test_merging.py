from __future__ import annotations

import json
import os

import pytest

from workbench.errors import StoreError
from workbench.store.merging import COPIED, PRESENT, REFUSED, merge
from workbench.store.reader import read_run
from workbench.store.writer import RunWriter


@pytest.fixture
def into(tmp_path):
    return str(tmp_path / "all")


def test_runs_of_many_folders_come_together_once(make_run, tmp_path, into):
    anna = make_run(root=tmp_path / "anna", run_id="a")
    make_run(root=tmp_path / "ben", run_id="b")
    sources = [str(tmp_path / "anna"), str(tmp_path / "ben")]
    assert [merged.outcome for merged in merge(sources, into)] == [COPIED, COPIED]
    copy = os.path.join(into, "laptop-0a1b", "a")
    assert read_run(copy).trials == read_run(anna).trials
    assert [merged.outcome for merged in merge(sources, into)] == [PRESENT, PRESENT]
    assert sorted(os.listdir(os.path.join(into, "laptop-0a1b"))) == ["a", "b"]


def test_the_same_id_with_other_facts_is_refused_and_nothing_overwritten(make_run, make_record, tmp_path, into):
    mine = make_run(root=into, run_id="a")
    before = read_run(mine)
    make_run(root=tmp_path / "other", run_id="a", trials=(make_record(0, 3),))
    (merged,) = merge([str(tmp_path / "other")], into)
    assert merged.outcome == REFUSED
    assert "same id but other facts" in merged.reason
    assert mine in merged.reason
    assert read_run(mine) == before


def test_telemetry_comes_along_but_links_pipes_and_hidden_files_stay(make_run, tmp_path, into):
    folder = make_run(root=tmp_path / "anna", run_id="a")
    secret = tmp_path / "secret"
    secret.write_text("private")
    telemetry = os.path.join(folder, "telemetry")
    with open(os.path.join(telemetry, "x.arrows"), "wb") as file:
        file.write(b"series")
    os.symlink(secret, os.path.join(telemetry, "y.arrows"))
    os.symlink(tmp_path, os.path.join(folder, "everything"))
    os.mkfifo(os.path.join(folder, "pipe"))
    with open(os.path.join(folder, ".hidden"), "wb"):
        pass
    (merged,) = merge([str(tmp_path / "anna")], into)
    assert merged.outcome == COPIED
    assert sorted(map(os.path.basename, merged.left_out)) == [".hidden", "everything", "pipe", "y.arrows"]
    copied = [os.path.join(parent, name) for parent, _, names in os.walk(into) for name in names]
    assert sorted(os.path.relpath(path, merged.folder) for path in copied) == [
        "run.json",
        "telemetry/x.arrows",
        "trials.jsonl",
    ]


@pytest.mark.parametrize("field", ["run_id", "machine"])
@pytest.mark.parametrize("hostile", ["../../outside", "/tmp/outside", ".."])
def test_a_hostile_name_stays_outside(make_run, tmp_path, into, field, hostile):
    folder = make_run(root=tmp_path / "anna")
    path = os.path.join(folder, "run.json")
    with open(path, encoding="utf-8") as file:
        header = json.load(file)
    if field == "run_id":
        header["run_id"] = hostile
    else:
        header["machine"]["id"] = hostile
    with open(path, "w", encoding="utf-8") as file:
        json.dump(header, file)
    (merged,) = merge([str(tmp_path / "anna")], into)
    assert merged.outcome == REFUSED
    assert sorted(os.listdir(tmp_path)) == ["anna"]


def test_links_in_the_target_are_not_written_through(make_run, tmp_path, into):
    make_run(root=tmp_path / "anna", run_id="a")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    os.makedirs(os.path.join(into, "laptop-0a1b"))
    os.symlink(elsewhere / "missing", os.path.join(into, "laptop-0a1b", "a"))
    (merged,) = merge([str(tmp_path / "anna")], into)
    assert merged.outcome == REFUSED
    assert list(elsewhere.iterdir()) == []


def test_a_run_in_progress_is_left_for_later(make_run, tmp_path, into):
    folder = make_run(root=tmp_path / "anna")
    with RunWriter.reopen(folder):
        (merged,) = merge([folder], into)
    assert merged.outcome == REFUSED
    assert "still being written" in merged.reason


def test_a_broken_run_does_not_stop_the_others(make_run, tmp_path, into):
    make_run(root=tmp_path / "anna", run_id="a")
    broken = tmp_path / "anna" / "laptop-0a1b" / "b"
    broken.mkdir()
    (broken / "run.json").write_text("{")
    assert [merged.outcome for merged in merge([str(tmp_path / "anna")], into)] == [COPIED, REFUSED]


def test_a_source_without_runs_is_told_before_anything_is_copied(make_run, tmp_path, into):
    make_run(root=tmp_path / "anna")
    with pytest.raises(StoreError, match=r"there is no run in .*nobody"):
        merge([str(tmp_path / "anna"), str(tmp_path / "nobody")], into)
    assert not os.path.exists(into)


def test_a_copy_that_fails_leaves_nothing(make_run, tmp_path, into, monkeypatch):
    make_run(root=tmp_path / "anna")

    def refuse(source: str, target: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "rename", refuse)
    with pytest.raises(StoreError, match="the disk is full"):
        merge([str(tmp_path / "anna")], into)
    assert os.listdir(os.path.join(into, "laptop-0a1b")) == []
