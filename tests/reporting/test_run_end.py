"""What a run keeps as it ends is what the pages would have worked out, and goes stale as theirs does."""

import os

import pytest

from workbench.reporting import queries, run_histories
from workbench.reporting.assembly import build_report
from workbench.reporting.queries import report_of
from workbench.reporting.run_end import keep_for_pages
from workbench.reporting.run_histories import suite_runs
from workbench.store.reader import read_run
from workbench.store.writer import RunWriter


@pytest.fixture
def ended(tmp_path, build):
    run = build.run()
    with RunWriter.create(str(tmp_path), run.header) as writer:
        for trial in run.trials:
            writer.append(trial)
    return read_run(writer.folder)


def refuse(*_arguments):
    raise AssertionError("worked out again")


def test_the_pages_find_what_they_would_work_out(tmp_path, ended, monkeypatch):
    root = str(tmp_path)
    report, suite = report_of(ended.folder), suite_runs(root, [ended.folder])
    keep_for_pages(root, ended, build_report(ended))
    monkeypatch.setattr(queries, "_made", refuse)
    monkeypatch.setattr(run_histories, "_medians", refuse)
    assert report_of(ended.folder, root) == report
    assert suite_runs(root, [ended.folder], keep=True) == suite


def test_a_results_folder_may_be_written_in_any_way(tmp_path, ended, monkeypatch):
    monkeypatch.chdir(tmp_path)
    keep_for_pages(".", read_run(os.path.relpath(ended.folder)), build_report(ended))
    monkeypatch.setattr(queries, "_made", refuse)
    assert report_of(ended.folder, str(tmp_path)) == build_report(ended)


def test_it_is_stale_once_the_run_goes_on(tmp_path, ended):
    keep_for_pages(str(tmp_path), ended, build_report(ended))
    path = os.path.join(ended.folder, "trials.jsonl")
    with open(path, "rb+") as file:
        file.truncate(len(file.readline()))
    assert report_of(ended.folder, str(tmp_path)).trials_recorded == 1


def test_a_folder_that_can_not_be_written_stays_as_it_is(tmp_path, ended):
    (tmp_path / ".cache").write_text("a file in its place")
    keep_for_pages(str(tmp_path), ended, build_report(ended))
    assert (tmp_path / ".cache").read_text() == "a file in its place"


def test_a_number_that_can_not_be_kept_costs_only_the_keeping(tmp_path, ended):
    from workbench.reporting.keeping import keep

    keep(str(tmp_path), ended.folder, "number", 2**70)
    assert not (tmp_path / ".cache").exists()
