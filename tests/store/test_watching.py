"""The mark that a run was watched."""

import os
from pathlib import Path

import pytest

from workbench.model.run import Watched
from workbench.store.layout import RUN_FILE, TRIALS_FILE, WATCHED_FILE
from workbench.store.reader import read_run
from workbench.store.watching import note_watched, read_watched
from workbench.store.writer import RunWriter


@pytest.fixture
def going(tmp_path, make_header):
    """A run that is being written."""
    with RunWriter.create(str(tmp_path), make_header()) as writer:
        yield writer


def test_refreshes_that_follow_one_another_are_one_stretch(going):
    for at in (1000.0, 1005.0, 1010.2, 2000.0, 2030.0):
        assert note_watched(going.folder, at, 5.0 if at < 1500 else 30.0)
    assert read_watched(going.folder) == (Watched(1000.0, 1010.2), Watched(2000.0, 2030.0))
    assert read_run(going.folder).watched == read_watched(going.folder)


def test_facts_stay_as_they_were(going):
    paths = [Path(going.folder, name) for name in (RUN_FILE, TRIALS_FILE)]
    before = [path.read_bytes() for path in paths]
    note_watched(going.folder, 1000.0, 5.0)
    assert [path.read_bytes() for path in paths] == before


def test_a_run_that_has_ended_and_what_is_no_run_are_not_marked(tmp_path, make_header):
    with RunWriter.create(str(tmp_path), make_header()) as writer:
        pass
    assert not note_watched(writer.folder, 1000.0, 5.0)
    assert not note_watched(str(tmp_path), 1000.0, 5.0)
    assert not os.path.exists(os.path.join(writer.folder, WATCHED_FILE))
    assert os.listdir(tmp_path) == [make_header().machine.id]
    assert read_run(writer.folder).watched == ()


def test_a_link_is_not_followed(going, tmp_path):
    target = tmp_path / "mine.txt"
    target.write_text("mine")
    os.symlink(target, os.path.join(going.folder, WATCHED_FILE))
    assert not note_watched(going.folder, 1000.0, 5.0)
    assert target.read_text() == "mine"
    assert read_watched(going.folder) == ()


def test_torn_and_foreign_lines_cost_nothing(going):
    note_watched(going.folder, 1000.0, 5.0)
    with open(os.path.join(going.folder, WATCHED_FILE), "ab") as file:
        file.write(
            b'[]\n{"at_seconds": "x", "refresh_seconds": 5}\n\xff\n{"at_seconds": NaN, "refresh_seconds": 5}\n{"at_'
        )
    assert read_watched(going.folder) == (Watched(1000.0, 1000.0),)
