"""Telemetry and Live without a browser."""

import shutil
from pathlib import Path

import pytest

from workbench.store.writer import RunWriter

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "dashboards" / "app.py"
RECORDED = ROOT / "tests" / "reporting" / "telemetry" / "recorded"
TELEMETRY, LIVE = "views/telemetry.py", "views/live.py"


@pytest.fixture
def watched_run(write, builders):
    """A run with the telemetry of its first case's first two trials."""
    run = builders.make_run()
    folder = Path(write(run))
    (folder / "telemetry").mkdir(exist_ok=True)
    for trial, name in zip(run.trials[:2], ("burst", "crowd"), strict=True):
        shutil.copy(RECORDED / f"{name}.parquet", folder / "telemetry" / f"{trial.trial_id}.parquet")
    return run


def words(test):
    kinds = ("markdown", "subheader", "caption", "info", "warning", "error", "code")
    found = [str(each.value) for kind in kinds for each in test.get(kind)]
    return "\n".join(found).replace("\u2060", "").replace("\\", "")


def charts(test):
    return len(test.get("vega_lite_chart")) + len(test.get("arrow_vega_lite_chart"))


def test_the_answer_stands_first_and_the_curves_under_it(open_page, watched_run):
    test = open_page(TELEMETRY)
    assert not test.exception
    assert "####" in str(test.markdown[0].value)
    assert charts(test) >= 3
    assert "no telemetry file" not in words(test)


def test_a_trial_without_telemetry_says_so_and_what_is_known_still(open_page, write, builders):
    write(builders.make_run())
    test = open_page(TELEMETRY)
    assert not test.exception
    assert "There is no telemetry file of this trial" in words(test)


def test_two_trials_are_aligned_by_what_is_measured(open_page, watched_run):
    test = open_page(TELEMETRY, overlay="true", **{"other-trial": "launch 1"})
    assert not test.exception
    told = words(test)
    assert "#### A:" in told
    assert "#### B:" in told
    assert test.get("button_group")[0].value in ("measure", ["measure"])


def test_unknown_words_of_a_link_are_said_and_the_default_shown(open_page, watched_run):
    test = open_page(TELEMETRY, run="../../etc", case="nobody", trial="launch 99", zero="midnight")
    assert not test.exception
    assert words(test).count("isn't here") >= 3
    assert charts(test) >= 3


def test_a_torn_telemetry_file_costs_its_curves_only(open_page, watched_run, tmp_path):
    for file in tmp_path.glob("*/*/telemetry/*.parquet"):
        file.write_bytes(file.read_bytes()[:100])
    test = open_page(TELEMETRY)
    assert not test.exception
    assert "telemetry file can't be read" in words(test)


def test_without_a_run_in_progress_the_last_one_is_told(open_page, write, builders):
    write(builders.make_run(broken=True))
    test = open_page(LIVE, refresh="off")
    assert not test.exception
    told = words(test)
    assert "No run is in progress." in told
    assert "The last run ended" in told


def test_a_run_in_progress_is_told_and_notes_that_it_was_watched(open_page, builders, tmp_path):
    run = builders.make_run()
    with RunWriter.create(str(tmp_path), run.header) as writer:
        for trial in run.trials[:3]:
            writer.append(trial)
        off = open_page(LIVE, refresh="off")
        assert not (Path(writer.folder) / "watched.jsonl").exists()
        test = open_page(LIVE, refresh="30 s")
        assert not off.exception
        assert not test.exception
        assert f"3 of {run.header.plan.planned_trials} trials done" in words(test)
        assert '"refresh_seconds": 30.0' in (Path(writer.folder) / "watched.jsonl").read_text()


def test_a_run_that_died_is_told_apart_from_one_that_goes_on(open_page, builders, tmp_path):
    run = builders.make_run()
    with RunWriter.create(str(tmp_path), run.header) as writer:
        writer.append(run.trials[0])
    (Path(writer.folder) / "telemetry" / f"{run.trials[1].trial_id}.arrows").write_bytes(b"torn")
    told = words(open_page(LIVE))
    assert "It died before it was done" in told
    assert f"workbench run --resume {run.header.run_id}" in told
