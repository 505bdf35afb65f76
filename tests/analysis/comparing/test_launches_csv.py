import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.comparing.launches_csv import parse_launches_csv
from workbench.errors import ConfigurationError


def complaints(text):
    with pytest.raises(ConfigurationError) as caught:
        parse_launches_csv(text, "mine.csv")
    return caught.value.complaints


def only(text):
    (found,) = parse_launches_csv(text, "mine.csv").launches
    return found


def test_plain_file():
    found = only("launch,seconds\n0,1.5\n1,2\n")
    assert ([case.name for case in found.cases], found.metric.name) == (["all"], "time")
    assert (found.values.tolist(), found.order.tolist()) == ([1.5, 2.0], [0.0, 1.0])


def test_cases_metrics_and_columns_that_are_not_used():
    table = parse_launches_csv(
        "host,case,metric,launch,seconds\nx,a,time,0,1\nx,b,peak_memory,0,2e8\nx,a,peak_memory,0,1e8\n", "mine.csv"
    )
    assert [each.metric.name for each in table.launches] == ["time", "peak_memory"]
    assert [[case.name for case in each.cases] for each in table.launches] == [["a"], ["a", "b"]]
    assert table.left_out == ("host",)


def test_rows_of_one_launch_are_repeats_and_count_with_their_median():
    found = only("launch,seconds\n0,1\n1,5\n0,9\n0,2\n")
    assert found.values.tolist() == [2.0, 5.0]


def test_launches_with_names_have_no_order():
    assert np.all(np.isnan(only("launch,seconds\na,1\nb,2\n").order))


def test_semicolons_decimal_commas_blank_lines_and_a_byte_order_mark():
    found = only("\ufeffLaunch; Seconds\r\n\r\n0;1,5\r\n1;2\r\n")
    assert found.values.tolist() == [1.5, 2.0]


def test_what_is_a_number_but_no_measure_is_counted_and_the_rest_kept():
    table = parse_launches_csv("case,launch,seconds\na,0,1\na,1,nan\nb,0,-1\nb,1,0\nb,2,inf\n", "mine.csv")
    assert table.unusable == {("time", "a"): 1, ("time", "b"): 3}
    values = table.launches[0].values.tolist()
    assert values[0] == 1.0
    assert all(map(math.isnan, values[1:]))


def test_a_score_may_be_negative():
    assert only("launch,metric,seconds\n0,score,-0.5\n").values.tolist() == [-0.5]


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff"])
def test_empty(text):
    assert "is empty" in complaints(text)[0].message


def test_header_only():
    assert "no launches" in complaints("launch,seconds\n")[0].message


def test_missing_columns_are_told_together_and_guessed():
    found = complaints("run,time\n1,2\n")
    assert [one.line for one in found] == [1, 1]
    assert "`run`" in found[0].remedy
    assert "`time`" in found[1].remedy


def test_every_bad_cell_is_named_with_its_line():
    found = complaints("launch,metric,seconds\n0,time,one\n1,speed,2\n\n2,time,\n")
    assert [(one.line, one.message.split("`")[1]) for one in found] == [(2, "seconds"), (5, "seconds"), (3, "metric")]
    assert str(found[0]).startswith("mine.csv:2: ")


def test_rows_of_another_length_a_column_twice_and_an_open_quote():
    assert complaints("launch,seconds\n0,1,2\n")[0].line == 2
    assert "twice" in complaints("launch,launch,seconds\n0,0,1\n")[0].message
    assert "not CSV" in complaints('launch,seconds\n0,"1\n')[0].message


def test_many_complaints_are_counted_not_listed():
    found = complaints("launch,seconds\n" + "0,x\n" * 100)
    assert len(found) == 21
    assert "80 more" in found[-1].message


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_in_words(text):
    try:
        table = parse_launches_csv(text, "mine.csv")
    except ConfigurationError:
        return
    assert table.launches
    for found in table.launches:
        assert len(found.codes) == len(found.values) == len(found.order) > 0


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.floats(1e-9, 1e9)), min_size=1, max_size=40), st.sampled_from(",;\t")
)
def test_every_launch_is_found_again(rows, delimiter):
    body = [(case, launch, seconds) for launch, (case, seconds) in enumerate(rows)]
    text = "\n".join(delimiter.join(map(str, row)) for row in [("case", "launch", "seconds"), *body])
    found = only(text)
    again = {
        (found.cases[code].name, order, value)
        for code, order, value in zip(found.codes.tolist(), found.order.tolist(), found.values.tolist(), strict=True)
    }
    assert again == {(case, float(launch), seconds) for case, launch, seconds in body}
