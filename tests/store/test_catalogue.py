from __future__ import annotations

import os

import pytest

from workbench.errors import StoreError
from workbench.store.catalogue import find_runs, run_folders


def test_runs_are_listed_newest_first_with_their_counts(make_run, make_record, tmp_path):
    make_run(run_id="old", created_at=1.0)
    folder = make_run(run_id="new", created_at=2.0, trials=(make_record(0, 1),))
    entries = find_runs(str(tmp_path / "results"))
    assert [entry.run_id for entry in entries] == ["new", "old"]
    newest = entries[0]
    assert (newest.folder, newest.machine_id, newest.name) == (folder, "laptop-0a1b", "demo")
    assert newest.created_at == 2.0
    assert newest.planned == 2 * 3 + 1  # the skipped case is recorded once
    assert newest.recorded == 1
    assert newest.problems == ()


def test_no_folder_means_no_runs(tmp_path):
    assert find_runs(str(tmp_path / "results")) == ()


def test_a_run_or_a_folder_of_results_may_be_named_too(make_run, tmp_path):
    folder = make_run(root=tmp_path / "class" / "anna")
    for place in (folder, os.path.dirname(folder), tmp_path / "class" / "anna", tmp_path / "class"):
        assert [entry.folder for entry in find_runs(os.fspath(place))] == [folder]


def test_broken_and_foreign_folders_are_named_as_problems(make_run, tmp_path):
    good = make_run(run_id="good")
    machine = tmp_path / "results" / "laptop-0a1b"
    (tmp_path / "results" / "README.md").write_text("not a run")
    (machine / "foreign").mkdir()
    (machine / "garbage").mkdir()
    (machine / "garbage" / "run.json").write_bytes(b"\xff{{{")
    (machine / "half").mkdir()
    (machine / "half" / "trials.jsonl").write_text("")
    (machine / "hostile\x1b[2J").mkdir()
    (machine / "hostile\x1b[2J" / "run.json").write_text('{"schema_version": 99}')
    (machine / "link").symlink_to(good)
    (machine / ".new-0123").mkdir()
    entries = find_runs(str(tmp_path / "results"))
    assert [entry.run_id for entry in entries if entry.readable] == ["good"]
    broken = {os.path.basename(entry.folder): entry.problems[0] for entry in entries if not entry.readable}
    assert sorted(broken) == ["foreign", "garbage", "half", "hostile\x1b[2J", "link"]
    assert "schema version 99" in broken["hostile\x1b[2J"]
    assert "symbolic link" in broken["link"]
    assert not any("\x1b" in problem for problem in broken.values())


def test_a_run_without_trials_is_a_problem_that_is_told(make_run, tmp_path):
    folder = make_run()
    os.unlink(os.path.join(folder, "trials.jsonl"))
    (entry,) = find_runs(str(tmp_path / "results"))
    assert "trials.jsonl" in entry.problems[0]


def test_a_file_in_place_of_the_folder_is_told(tmp_path):
    (tmp_path / "results").write_text("")
    with pytest.raises(StoreError, match="can't list"):
        find_runs(str(tmp_path / "results"))


def test_the_folders_of_runs_without_links_and_what_is_none(make_run, tmp_path):
    folder = make_run()
    os.symlink(folder, os.path.join(os.path.dirname(folder), "link"))
    os.makedirs(os.path.join(os.path.dirname(folder), "empty"))
    assert run_folders(str(tmp_path / "results")) == (folder,)
    assert run_folders(str(tmp_path / "none")) == ()


@pytest.mark.parametrize("others", ["example", "published"])
def test_what_ships_is_never_among_the_runs_made_here_and_is_a_root_of_its_own(others, make_run, tmp_path):
    shipped = make_run(root=tmp_path / "results" / others)
    assert find_runs(str(tmp_path / "results")) == ()
    assert run_folders(str(tmp_path / "results")) == ()
    assert [entry.folder for entry in find_runs(str(tmp_path / "results" / others))] == [shipped]
