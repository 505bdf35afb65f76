from __future__ import annotations

import json
from dataclasses import replace

import pytest

from workbench.model.change import MACHINE, SAME_REVISION, VERSION, ChangePoint, History, Mark, Point
from workbench.model.comparison import Metric
from workbench.model.estimate import Estimate
from workbench.model.finding import Finding
from workbench.reporting.history_json import histories_to_json
from workbench.reporting.sparkline import sparkline
from workbench.reporting.telling_changes import answer, percent
from workbench.reporting.terminal.history import render_histories

TIME = Metric("time", "time", "seconds", tells_speed=True)
CHANGE = ChangePoint(
    4, "3f2a1b", "slower", Estimate(1.1, 1.07, 1.13), 0.0002, "9e1c04", "3f2a1b", 0, 8, at=1790899200.0
)


@pytest.fixture
def history():
    points = tuple(Point(f"r{index}", 0.4 if index < 4 else 0.44, at=1.79e9) for index in range(8))
    return History("flights", TIME, points, (CHANGE,), (Mark(MACHINE, 2, "machine a → b"), Mark(VERSION, 6, "x 1 → 2")))


def test_the_answer_says_how_much_since_when_and_how_sure(history):
    assert answer(CHANGE, history) == "slower by 10 % [7, 13] since 3f2a1b (2026-10-02), p = 0.0002"


def test_of_other_measures_it_says_which_way(history):
    memory = replace(history, measure=Metric("peak_memory", "peak memory", "bytes"))
    told = replace(CHANGE, verdict="better", ratio=Estimate(0.8, 0.75, 0.85), p_value=1e-40, at=None)
    assert answer(told, memory) == "better: peak memory down by 20 % [15, 25] since 3f2a1b, p < 1e-12"


def test_it_says_what_else_was_new(history):
    assert "numpy 2.0 → 2.1 in the same place" in answer(replace(CHANGE, explained_by=("numpy 2.0 → 2.1",)), history)
    assert "the revision was the same" in answer(replace(CHANGE, explained_by=(SAME_REVISION,)), history)


@pytest.mark.parametrize(
    ("ratio", "told"),
    [
        ((1.103, 1.07, 1.13), "10 % [7, 13]"),
        ((0.9, 0.87, 0.93), "10 % [7, 13]"),
        ((1.05, 0.99, 1.11), "5 % [−1, 11]"),
        ((1.031, 1.0301, 1.0402), "3.1 % [3.0, 4.0]"),
        ((1.0312, 1.0311, 1.0313), "3.12 % [3.11, 3.13]"),
        ((21.0, 19.0, 23.0), "2,000 % [1,800, 2,200]"),
    ],
)
def test_a_ratio_as_percent(ratio, told):
    assert percent(Estimate(*ratio)) == told


def test_the_answer_comes_first_then_the_line_then_the_table(history):
    lines = render_histories([history], 80).splitlines()
    assert lines[0].startswith("flights · time: 8 revisions, 2026-")
    assert lines[1].startswith("▸ slower by 10 %")
    assert lines[3:5] == ["▁▁▁▁████", "  m ▲ v"]
    assert any("9e1c04 … 3f2a1b" in line for line in lines)
    assert any("r2: machine a → b; r6: x 1 → 2" in line for line in lines)
    assert all(len(line) <= 80 for line in lines)


def test_colour_only_where_it_is_asked_for(history):
    assert "\x1b[" not in render_histories([history], 80)
    assert "\x1b[" in render_histories([history], 80, color=True)


def test_what_did_not_change_is_counted(history):
    steady = replace(history, changes=())
    short = replace(history, changes=(), tested=False)
    assert render_histories([steady], 80).splitlines()[1] == "▸ no change found over 8 revisions"
    told = render_histories([history, steady, short], 80)
    assert told.count("revisions, 2026") == 1
    assert told.splitlines()[-1] == "no change found in 1 of 3 histories; 1 has too few revisions of one machine"
    assert render_histories([steady, steady], 80) == "no change found in 2 of 2 histories"


def test_names_from_files_steer_no_terminal(history):
    evil = "\x1b[31m\u202eevil\n"
    hostile = replace(
        history,
        title=evil,
        changes=(replace(CHANGE, revision=evil, last_good=evil, first_bad=evil, explained_by=(evil,)),),
        marks=(Mark(MACHINE, 1, evil),),
        findings=(Finding("info", "x", evil),),
    )
    for told in (render_histories([hostile], 80), histories_to_json([hostile])):
        assert "\x1b" not in told
        assert "\u202e" not in told


def test_a_long_history_fits_its_line(history):
    points = tuple(Point(f"r{index}", 1.0 + (index >= 500) + 9 * (index == 3)) for index in range(1000))
    lines = render_histories([replace(history, points=points, marks=())], 60).splitlines()
    assert "▁" * 30 + "█" * 30 in lines
    assert "without 1 spike of up to 10.0" in "\n".join(lines)


def test_columns_are_cut_off_at_the_ends_of_the_scale():
    assert sparkline([0.0, 1.0, 2.0, 9.0], 10, 0.0, 2.0) == "▁▅██"
    assert sparkline([5.0, 5.0], 10, 5.0, 5.0) == "▁▁"
    assert sparkline([], 10, 0.0, 1.0) == ""


def test_json_has_what_a_program_needs(history):
    told = json.loads(histories_to_json([history]))
    (change,) = told["change_points"]
    assert change["ratio"] == {"estimate": 1.1, "low": 1.07, "high": 1.13, "confidence": 0.95}
    assert (change["index"], change["revision"], change["p_value"]) == (4, "3f2a1b", 0.0002)
    assert (change["at"], change["date"]) == (1790899200.0, "2026-10-02")
    assert (change["metric"], change["case"], change["is_regression"]) == ("time", "flights", True)
    assert len(told["histories"][0]["points"]) == 8


def test_without_a_change_it_says_what_would_have_been_found(history):
    steady = replace(history, changes=(), detectable_ratio=1.062)
    told = render_histories([steady], 120).splitlines()[1]
    assert told.endswith("; one of 6.2 % or more in the middle of them would most probably have been")
    assert "hide all but the largest" in render_histories([replace(steady, detectable_ratio=90.0)], 120)
