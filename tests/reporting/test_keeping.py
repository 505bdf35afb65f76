"""Answers kept beside the results are used while their files and our code are the same, and made anew otherwise."""

import math
import os
from pathlib import Path

import pytest

from workbench.model.report import Report
from workbench.reporting import keeping
from workbench.reporting.assembly import build_report
from workbench.reporting.keeping import KeptEntries, kept
from workbench.reporting.queries import list_runs, report_of
from workbench.store.catalogue import find_runs
from workbench.store.reader import read_run
from workbench.store.writer import RunWriter


@pytest.fixture
def folder(tmp_path, build):
    run = build.run()
    with RunWriter.create(str(tmp_path), run.header) as writer:
        for trial in run.trials:
            writer.append(trial)
    return writer.folder


class Making:
    """A function that counts how often it is asked."""

    def __init__(self, answer):
        self.answer, self.times = answer, 0

    def __call__(self):
        self.times += 1
        return self.answer


def test_it_is_made_once_while_nothing_changes(tmp_path, folder):
    making = Making((1.5, math.nan, math.inf))
    first = kept(str(tmp_path), folder, "numbers", tuple[float, ...], making)
    again = kept(str(tmp_path), folder, "numbers", tuple[float, ...], making)
    assert making.times == 1
    assert first[::2] == again[::2] == (1.5, math.inf)
    assert math.isnan(again[1])


def test_a_changed_run_and_changed_code_make_it_anew(tmp_path, folder, monkeypatch):
    making = Making(1)
    kept(str(tmp_path), folder, "number", int, making)
    with open(os.path.join(folder, "trials.jsonl"), "a") as file:
        file.write("\n")
    kept(str(tmp_path), folder, "number", int, making)
    assert making.times == 2
    monkeypatch.setattr(keeping, "_code_key", lambda: "other code")
    kept(str(tmp_path), folder, "number", int, making)
    assert making.times == 3


def test_what_does_not_decode_is_made_anew(tmp_path, folder):
    kept(str(tmp_path), folder, "answer", str, Making("words"))
    assert kept(str(tmp_path), folder, "answer", int, Making(3)) == 3


def test_nothing_is_kept_without_a_root_or_for_a_folder_outside_it(tmp_path, folder):
    inner = tmp_path / "inner"
    inner.mkdir()
    making = Making(1)
    for root in (None, str(inner), None, str(inner)):
        assert kept(root, folder, "number", int, making) == 1
    assert making.times == 4
    assert os.listdir(inner) == []
    assert not (tmp_path / ".cache").exists()


def test_a_kept_report_is_the_report(tmp_path, folder):
    made = report_of(folder, str(tmp_path))
    again = report_of(folder, str(tmp_path))
    assert isinstance(again, Report)
    assert made == again == build_report(read_run(folder))


def test_the_kept_list_is_the_list(tmp_path, folder):
    assert KeptEntries(str(tmp_path)).find() == KeptEntries(str(tmp_path)).find() == find_runs(str(tmp_path))
    with open(os.path.join(folder, "trials.jsonl"), "a") as file:
        file.write("not a record\n")
    assert list_runs(str(tmp_path), keep=True).runs[0].recorded == 43
    Path(folder, "run.json").unlink()
    assert list_runs(str(tmp_path), keep=True).runs == ()


def test_a_folder_that_can_not_be_written_works(tmp_path, folder):
    (tmp_path / ".cache").write_text("a file in its place")
    assert isinstance(report_of(folder, str(tmp_path)), Report)
    assert len(list_runs(str(tmp_path), keep=True).runs) == 1
