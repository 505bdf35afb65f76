import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.scaling.csv_levels import parse_scaling_csv
from workbench.errors import ConfigurationError


def complaints(text):
    with pytest.raises(ConfigurationError) as caught:
        parse_scaling_csv(text, "mine.csv")
    return caught.value.complaints


def test_plain_file():
    table = parse_scaling_csv("workers,seconds\n1,10\n2,5.5\n", "mine.csv")
    assert (table.workers, table.seconds, table.launch, table.left_out) == ((1, 2), (10.0, 5.5), None, ())


def test_byte_order_mark_semicolons_decimal_commas_blank_lines_and_windows_line_ends():
    table = parse_scaling_csv("\ufeffWorkers; Seconds\r\n\r\n1;10,25\r\n2;5,5\r\n;\r\n", "mine.csv")
    assert (table.workers, table.seconds) == ((1, 2), (10.25, 5.5))


def test_throughput_becomes_seconds():
    assert parse_scaling_csv("workers\tthroughput\n1\t4\n", "mine.csv").seconds == (0.25,)


def test_launches_are_kept_and_other_columns_named():
    table = parse_scaling_csv("date,workers,launch,seconds\nmonday,1,a,10\ntuesday,1,b,11\n", "mine.csv")
    assert table.launch == ("a", "b")
    assert table.left_out == ("date",)


def test_repeats_without_launch_are_one_launch_a_level():
    assert parse_scaling_csv("workers,repeat,seconds\n1,1,10\n1,2,11\n", "mine.csv").launch == ("", "")


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff"])
def test_empty(text):
    assert "is empty" in complaints(text)[0].message


def test_header_only():
    assert "no measurements" in complaints("workers,seconds\n")[0].message


@pytest.mark.parametrize(
    ("header", "meant", "called"),
    [
        ("worker,seconds", "worker", "workers"),
        ("workers,time", "time", "seconds"),
        ("cores,second", "cores", "workers"),
    ],
)
def test_misnamed_columns_are_guessed(header, meant, called):
    found = complaints(header + "\n1,2\n")[0]
    assert found.line == 1
    assert f"`{meant}`" in found.remedy
    assert f"`{called}`" in found.remedy


def test_every_bad_cell_is_named_with_its_line():
    found = complaints("workers,seconds\n1.5,2\n0,-1\n2,\n3,nan\n4,inf\nfour,1\n")
    assert [(one.line, one.message.split("`")[1]) for one in found] == [
        (2, "workers"),
        (3, "workers"),
        (7, "workers"),
        (3, "seconds"),
        (4, "seconds"),
        (5, "seconds"),
        (6, "seconds"),
    ]
    assert str(found[0]).startswith("mine.csv:2: ")


def test_many_complaints_are_counted_not_listed():
    found = complaints("workers,seconds\n" + "0,1\n" * 100)
    assert len(found) == 21
    assert "80 more" in found[-1].message


def test_rows_of_another_length():
    assert complaints("workers,seconds\n1,2,3\n")[0].line == 2


def test_decimal_comma_in_a_comma_file_is_a_row_too_long():
    assert "3 values" in complaints("workers,seconds\n1,2,5\n")[0].message


def test_both_measures():
    assert "both" in complaints("workers,seconds,throughput\n1,2,3\n")[0].message


def test_a_column_twice():
    assert "twice" in complaints("workers,workers,seconds\n1,2,3\n")[0].message


def test_several_sizes():
    assert "2 sizes" in complaints("workers,size,seconds\n1,10,3\n1,20,3\n")[0].message


def test_one_size_is_fine():
    assert parse_scaling_csv("workers,size,seconds\n1,10,3\n2,10,2\n", "mine.csv").workers == (1, 2)


def test_an_open_quote():
    assert "not CSV" in complaints('workers,seconds\n1,"2\n')[0].message


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_in_words(text):
    try:
        table = parse_scaling_csv(text, "mine.csv")
    except ConfigurationError:
        return
    assert len(table.workers) == len(table.seconds) > 0


@given(
    st.lists(
        st.tuples(st.integers(1, 10**6), st.floats(1e-6, 1e9), st.text("ab", min_size=1)), min_size=1, max_size=30
    ),
    st.sampled_from(",;\t"),
)
def test_round_trip(rows, delimiter):
    text = "\n".join(delimiter.join(map(str, row)) for row in [("workers", "seconds", "launch"), *rows])
    table = parse_scaling_csv(text, "mine.csv")
    assert list(zip(table.workers, table.seconds, table.launch, strict=True)) == rows
