"""How a suite's cases went from run to run."""

import math
from dataclasses import replace

import pytest

from workbench.model.run import Revision
from workbench.reporting import run_histories
from workbench.reporting.run_histories import (
    columns_of,
    headline,
    history_of,
    line,
    recent_runs,
    suite_runs,
    trace_suite,
)
from workbench.store.writer import RunWriter

RUNS = 14
SINCE = 8
DAY = 86_400.0


def revised(run, number, factor):
    """Run `number`, its first case `factor` times as slow, its revision named after the number."""
    first = run.header.plan.cases[0].case.id
    wobble = 1 + 0.01 * math.sin(7.0 * number)
    trials = tuple(
        replace(
            each,
            wall_seconds=tuple(
                value * wobble * (factor if each.case_id == first else 1.0) for value in each.wall_seconds
            ),
        )
        for each in run.trials
    )
    header = replace(
        run.header,
        run_id=f"20260401-120000-{number:04d}",
        created_at=run.header.created_at + number * DAY,
        revision=Revision(f"{number:012x}" + 28 * "0", dirty=False),
    )
    return replace(run, header=header, trials=trials)


@pytest.fixture
def folders(build, tmp_path):
    """14 revisions on disk, the newest first; the first case is half as slow again from the ninth on."""
    written = []
    run = build.run(launches=2)
    for number in range(RUNS):
        each = revised(run, number, 1.5 if number >= SINCE else 1.0)
        with RunWriter.create(str(tmp_path), each.header) as writer:
            for trial in each.trials:
                writer.append(trial)
        written.insert(0, writer.folder)
    return tuple(written)


def test_a_regression_stands_first_with_its_range_and_extent(folders, tmp_path):
    traced = trace_suite(suite_runs(str(tmp_path), folders), "time")
    first = traced.histories[0]
    (change,) = first.changes
    assert first.title == "flights: LogisticRegression[lbfgs]"
    assert (change.index, change.is_regression) == (SINCE, True)
    assert change.ratio.value == pytest.approx(1.5, rel=0.05)
    assert headline(traced, "time", RUNS) == "Time changed in 1 of 6 cases over 14 runs: 1 got worse by the code"
    columns = columns_of(traced.histories)
    assert columns["change"][:2] == ["slower", "none found"]
    assert columns["since"][0] == f"{SINCE:012x}"
    assert columns["times what it was"][1] is None


def test_every_point_knows_its_run(folders, tmp_path):
    history = trace_suite(suite_runs(str(tmp_path), folders), "time").histories[0]
    assert [point.run_id for point in history.points] == [f"20260401-120000-{number:04d}" for number in range(RUNS)]


def test_what_runs_have_in_common_is_held_once(folders, tmp_path):
    first, *others = suite_runs(str(tmp_path), folders).runs
    assert all(run.cases is first.cases and run.places is first.places for run in others)
    assert len({run.run_id for run in (first, *others)}) == RUNS


def test_what_is_not_looked_through_is_said_and_counts(folders, tmp_path):
    traced = trace_suite(suite_runs(str(tmp_path), folders), "time", most=2)
    assert traced.untraced == 4
    assert traced.histories[0].changes
    assert [history.tested for history in traced.histories] == [True, True, False, False, False, False]


def test_the_newest_runs_say_what_is_still_wrong(folders, tmp_path):
    history, change = recent_runs(str(tmp_path), folders).regression
    assert (history.title, change.verdict) == ("flights: LogisticRegression[lbfgs]", "slower")
    assert recent_runs(str(tmp_path), folders[-SINCE:]).regression is None


def test_one_case_is_found_by_its_id(folders, tmp_path, build):
    runs = suite_runs(str(tmp_path), folders)
    case_id = build.run().header.plan.cases[0].case.id
    assert len(history_of(runs, "time", case_id).points) == RUNS
    assert history_of(runs, "serial_fraction", case_id) is None
    assert history_of(runs, "time", "no such case") is None


def test_what_is_kept_is_what_was_read(folders, tmp_path, monkeypatch):
    made = suite_runs(str(tmp_path), folders, keep=True)
    monkeypatch.setattr(run_histories, "read_rows", None)
    assert suite_runs(str(tmp_path), folders, keep=True) == made


def test_an_unreadable_run_is_named_and_the_others_followed(folders, tmp_path):
    with open(folders[0] + "/run.json", "w", encoding="utf-8") as file:
        file.write("{")
    runs = suite_runs(str(tmp_path), folders)
    assert len(runs.runs) == RUNS - 1
    assert len(runs.problems) == 1


def test_noise_stays_low_in_the_small_line(folders, tmp_path):
    regressed, steady = trace_suite(suite_runs(str(tmp_path), folders), "time").histories[:2]
    assert set("▁█") <= set(line(regressed))
    assert not set("▁█") & set(line(steady))
