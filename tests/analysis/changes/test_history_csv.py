from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.changes.history_csv import parse_history_csv
from workbench.errors import ConfigurationError


def complaints(text):
    with pytest.raises(ConfigurationError) as raised:
        parse_history_csv(text, "h.csv")
    return [str(each) for each in raised.value.complaints]


def test_every_row_is_a_point_in_the_order_of_the_file():
    table = parse_history_csv("revision,value,note\na,1.5,x\nb,2,y\na,1.25,z\n", "h.csv")
    assert [(point.revision, point.value) for point in table.points] == [("a", 1.5), ("b", 2.0), ("a", 1.25)]
    assert table.left_out == ("note",)
    assert table.findings == ()


def test_launches_of_a_revision_are_one_point_their_median():
    text = "revision,launch,value\na,1,1\na,2,5\na,2,7\na,3,2\nb,1,9\na,4,100\n"
    first, second = parse_history_csv(text, "h.csv").points
    assert (first.revision, first.value, first.launches) == ("a", 4.0, 4)
    assert (second.value, second.launches) == (9.0, 1)


def test_launches_on_two_machines_are_two_points():
    text = "revision,launch,value,machine\na,1,1,fast\na,2,3,slow\n"
    assert [(point.machine, point.value) for point in parse_history_csv(text, "h.csv").points] == [
        ("fast", 1.0),
        ("slow", 3.0),
    ]


def test_dates_are_days_times_or_seconds():
    text = "revision;value;date\na;1,5;2026-10-02\nb;1;2026-10-02T02:00:00+02:00\nc;1;1790899200\nd;1;\n"
    points = parse_history_csv(text, "h.csv").points
    assert [point.at for point in points] == [1790899200.0, 1790899200.0, 1790899200.0, None]
    assert points[0].value == 1.5


def test_an_environment_is_what_the_code_ran_on():
    first, second = parse_history_csv("revision,value,environment\na,1,numpy 2.0\nb,1,\n", "h.csv").points
    assert first.versions == {"environment": "numpy 2.0"}
    assert second.versions is None


def test_dates_that_go_backwards_are_told_and_the_order_of_the_file_is_kept():
    table = parse_history_csv("revision,value,date\na,1,2026-10-02\nb,2,2026-10-01\n", "h.csv")
    (finding,) = table.findings
    assert finding.code == "dates_go_backwards"
    assert "line 3" in finding.message
    assert [point.revision for point in table.points] == ["a", "b"]


def test_everything_that_is_wrong_is_told_at_once_with_its_line():
    told = complaints("revision,value,date\na,fast,2026-10-02\n,-1,yesterday\nc,1\nd,nan,\ne,inf,\n")
    assert told == [
        "h.csv:2: `value` must be a number above 0, not 'fast'",
        "h.csv:3: `value` must be a number above 0, not '-1'",
        "h.csv:3: `revision` must not be empty",
        "h.csv:3: `date` must be a date (2026-10-02), a time of ISO 8601 or seconds since 1970, not 'yesterday'",
        "h.csv:4: has 2 values, but the header names 3 columns",
        "h.csv:5: `value` must be a number above 0, not 'nan'",
        "h.csv:6: `value` must be a number above 0, not 'inf'",
    ]


def test_many_complaints_are_counted():
    told = complaints("revision,value\n" + "a,x\n" * 100)
    assert len(told) == 21
    assert "80 more" in told[-1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "h.csv: is empty"),
        ("revision,value\n", "has a header but no values"),
        ("commit,seconds\na,1\n", "Did you mean `commit`? Call it `revision`."),
        ("commit,seconds\na,1\n", "Did you mean `seconds`? Call it `value`."),
        ("revision,value,value\na,1,1\n", "names the column `value` twice"),
        ('revision,value\n"a,1\n', "is not CSV"),
    ],
)
def test_files_that_can_not_be_used(text, told):
    assert told in "\n".join(complaints(text))


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_words(text):
    with suppress(ConfigurationError):
        assert all(point.value > 0 and point.revision for point in parse_history_csv(text, "h.csv").points)
