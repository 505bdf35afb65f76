from dataclasses import replace

import pytest

from workbench.model.estimate import Estimate
from workbench.model.trial import MemoryPeak
from workbench.reporting import figures
from workbench.reporting.sortable import as_columns, in_unit


def test_columns_sort_by_number_in_the_unit_of_their_title(build):
    columns = as_columns([build.summary(build.case("a"), 0.5, 0.71), build.summary(build.case("b"), 2.0, 0.72)])
    assert columns["time, s"] == [0.5, 2.0]
    assert columns["AUC"] == [0.71, 0.72]
    assert columns["with its interval"][0] == "500 ms [475, 525]"


def test_the_unit_fits_the_largest_value():
    assert in_unit("time", [0.01057, None, 0.0004], figures.SECONDS) == {"time, ms": [pytest.approx(10.57), None, 0.4]}


def test_both_ends_of_the_peak_memory_have_their_column(build):
    bounded = build.summary(build.case("a"), 0.5, memory=MemoryPeak(312_000_000, "pss_sampled", 341_000_000, "vmhwm"))
    unbounded = build.summary(build.case("b"), 0.5, memory=MemoryPeak(843_000_000, "pss_sampled"))
    columns = as_columns([bounded, unbounded])
    assert columns["peak memory ≥, MB"] == [312.0, 843.0]
    assert columns["peak memory ≤, MB"] == [341.0, None]
    assert not any(title in {"peak memory", "peak memory, MB"} for title in columns)


def test_no_column_of_intervals_where_there_is_none(build):
    rows = [build.summary(build.case(name), 0.5) for name in "ab"]
    points = [replace(row, seconds=Estimate(0.5, kind="point", confidence=None, count=1)) for row in rows]
    assert "with its interval" not in as_columns(points)


def test_a_start_up_that_is_none_is_none(build):
    rows = [build.summary(build.case("a"), 0.5, start_seconds=8.92e-7), build.summary(build.case("b", "loky"), 0.5)]
    assert as_columns(rows)["start-up, ms"] == [0.0, 810.0]


def test_what_solvers_tell_sorts_in_its_own_unit(build):
    figures = {"moved_bytes": Estimate(3e6, kind="point"), "steps": Estimate(12.0, kind="point")}
    columns = as_columns([build.summary(build.case("a"), 0.5, figures=figures), build.summary(build.case("b"), 0.6)])
    assert columns["moved, MB"] == [3.0, None]
    assert columns["steps"] == [12.0, None]
