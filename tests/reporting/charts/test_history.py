"""The chart of one history."""

import json
from dataclasses import replace

import pytest

from workbench.analysis.changes.tracing import trace
from workbench.model.change import History, Point
from workbench.model.comparison import METRICS
from workbench.reporting.charts.history import MOST_POINTS, finding, history_chart, point_rows

TIME = METRICS[0]
WOBBLE = (1.0, 1.01, 0.99, 1.005, 0.995, 1.0, 1.008, 0.992)


def history(count=24, since=12, machine=lambda number: "m", versions=lambda number: {}):
    points = tuple(
        Point(
            f"{number:040x}",
            WOBBLE[number % 8] * (0.015 if number < since else 0.021),
            5,
            1.7e9 + 86_400 * number,
            machine(number),
            versions(number),
            f"run-{number:03d}",
        )
        for number in range(count)
    )
    return trace(History("index: 1 worker", TIME, points))


def layers(chart):
    made = chart.to_dict()
    rules, levels, line, dots = (made["datasets"][layer["data"]["name"]] for layer in made["layer"])
    return {"rules": rules, "levels": levels, "line": line, "dots": dots}


def test_a_change_is_a_line_at_its_run_and_parts_the_levels():
    shown = layers(history_chart(history()))
    assert [(rule["place"], rule["what"]) for rule in shown["rules"]] == [(13, "change")]
    assert sorted({round(bar["shown"], 1) for bar in shown["levels"]}) == [15.0, 21.0]
    assert len(shown["dots"]) == 24


def test_the_title_says_by_how_much_and_since_when():
    told = finding(history())
    assert told.startswith("index: 1 worker: 39.9 % [39.0, 40.8]")
    assert told.endswith("more time since 000000000000")
    assert "no change found over 12 revisions" in finding(history(12))


def test_another_machine_is_marked_and_told_apart_by_shape_and_colour():
    made = history_chart(history(machine=lambda number: "a" if number < 12 else "b"))
    assert [rule["what"] for rule in layers(made)["rules"]] == ["another machine"]
    dots = made.to_dict()["layer"][3]["encoding"]
    assert dots["shape"]["scale"]["domain"] == dots["color"]["scale"]["domain"] == ["a", "b"]


def test_a_change_with_new_versions_is_not_put_down_to_the_code():
    shown = layers(history_chart(history(versions=lambda number: {"numpy": "1" if number < 12 else "2"})))
    assert {rule["what"] for rule in shown["rules"]} == {"change, not the code", "new versions"}


def test_a_point_leads_to_its_run():
    made = history_chart(history(), lambda run_id: f"runs?run={run_id}")
    assert layers(made)["dots"][3]["url"] == "runs?run=run-003"
    assert made.to_dict()["layer"][3]["encoding"]["href"]["field"] == "url"


def test_thousands_of_points_stay_few_marks_and_the_newest_are_kept():
    plain = replace(history(12), points=history(12).points * 400)
    rows = point_rows(plain)
    assert (len(rows), rows[-1]["place"]) == (MOST_POINTS, 4_800)
    assert sum(map(len, layers(history_chart(plain)).values())) <= 10_000


def test_hostile_revisions_are_data():
    shown = history(12)
    evil = "'];alert(1);//\u202e"
    points = tuple(replace(point, revision=evil) for point in shown.points)
    axis = history_chart(replace(shown, points=points)).to_dict()["layer"][3]["encoding"]["x"]["axis"]["labelExpr"]
    labels = axis.rpartition("[datum")[0]
    assert len(json.loads(labels)) == 12
    assert "\u202e" not in axis


def test_nothing_to_draw_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        history_chart(History("x", TIME, ()))
