"""The mark that a page leaves."""

import os
from dataclasses import replace

from workbench.reporting.live.run_now import run_now
from workbench.reporting.live.watching import note
from workbench.store.reader import read_run


def test_a_run_that_goes_on_notes_that_it_was_watched(going, tmp_path):
    run = going()
    assert note(str(tmp_path), run_now(run.folder), 1000.0, 5.0)
    (stretch,) = read_run(run.folder).watched
    assert (stretch.begin_seconds, stretch.end_seconds) == (1000.0, 1000.0)


def test_nothing_is_written_outside_the_results_or_after_the_end(going, tmp_path):
    run = going(root=tmp_path / "other")
    (tmp_path / "results").mkdir()
    found = run_now(run.folder)
    assert not note(str(tmp_path / "results"), found, 1000.0, 5.0)
    outside = replace(found, folder=str(tmp_path / "results" / ".." / "other"))
    assert not note(str(tmp_path / "results"), outside, 1000.0, 5.0)
    run.end()
    assert not note(str(tmp_path / "other"), run_now(run.folder), 1000.0, 5.0)
    assert not os.path.exists(os.path.join(run.folder, "watched.jsonl"))
