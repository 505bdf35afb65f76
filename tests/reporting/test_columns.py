"""Tables: equal columns become a line, base units become readable ones, and a CSV keeps every digit."""

import csv
import io

from workbench.reporting import figures
from workbench.reporting.columns import csv_bytes, in_units, part


def test_a_column_of_equal_values_is_said_in_one_line():
    parted = part({"solver": ["a", "b"], "backend": ["loky", "loky"], "launches": [6000, 6000]})
    assert list(parted.columns) == ["solver"]
    assert parted.common == "backend loky · launches 6,000"


def test_a_column_with_gaps_or_differences_stays_and_an_empty_one_goes():
    parted = part({"time": [1.0, None], "note": ["", ""], "gone": [None, None]})
    assert list(parted.columns) == ["time"]
    assert parted.common == ""


def test_a_single_row_keeps_what_it_has():
    assert list(part({"solver": ["a"], "time": [1.0], "gone": [None]}).columns) == ["solver", "time"]


def test_base_units_become_the_unit_that_fits_the_largest():
    shown = in_units({"time": [0.002, 0.5], "name": ["a", "b"]}, {"time": figures.SECONDS})
    assert shown == {"time, ms": [2.0, 500.0], "name": ["a", "b"]}


def test_a_csv_has_base_units_and_every_digit():
    data = csv_bytes({"time": [0.1 + 0.2, None], "name": ["a,b", "c"]}, {"time": figures.SECONDS})
    assert data.decode() == 'time, s,name\n0.30000000000000004,"a,b"\n,c\n'.replace("time, s", '"time, s"')


def test_a_spreadsheet_runs_nothing_of_a_csv():
    data = csv_bytes({"name": ["=1+1", "@x", "-1", "fine"], "number": [-1.5, 2, 3, 4]})
    rows = list(csv.reader(io.StringIO(data.decode())))
    assert [row[0] for row in rows] == ["name", "'=1+1", "'@x", "'-1", "fine"]
    assert rows[1][1] == "-1.5"


def test_lone_surrogates_of_a_file_name_do_not_stop_a_csv():
    assert b"udcff" in csv_bytes({"name": ["\udcff"]})
