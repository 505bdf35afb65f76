from dataclasses import replace

import pytest

from workbench.model.estimate import Estimate
from workbench.model.trial import MemoryPeak
from workbench.reporting.tables import lay_out
from workbench.reporting.terminal.table import Fitted, fitted


@pytest.fixture
def rows(build):
    return [row for row in build.flights_rows() if row.seconds is not None]


def test_a_wide_terminal_gets_one_line_a_row(rows):
    table = fitted(lay_out(rows).columns, rows, 200)
    assert not table.stacked
    assert not table.hidden


def test_intervals_move_under_their_values_before_a_column_goes(rows):
    table = fitted(lay_out(rows).columns, rows, 130)
    assert table.stacked
    assert not table.hidden
    seconds = next(column for column in table.columns if column.key == "seconds")
    assert table.cell(seconds, rows[0]) == "424 ms\n[403, 445]"


def test_the_least_important_columns_go_first(rows):
    table = fitted(lay_out(rows).columns, rows, 80)
    assert [column.key for column in table.hidden][:1] == ["efficiency"]
    assert {"solver", "workers", "seconds", "score"} <= {column.key for column in table.columns}
    assert table.width(rows) <= 80


def test_a_shared_package_is_left_out_of_solver_names(rows):
    table = fitted(lay_out(rows).columns, rows, 80)
    solver = next(column for column in table.columns if column.key == "solver")
    assert table.prefix == "sklearn."
    assert table.cell(solver, rows[0]) == "LogisticRegression\n[lbfgs]"


def test_one_solver_alone_is_named_once(build):
    rows = [build.summary(build.case(workers=workers), 1.0 / workers) for workers in (1, 2)]
    assert fitted(lay_out(rows).columns, rows, 40).prefix == ""


def test_names_that_only_begin_alike_share_no_package(build):
    rows = [build.summary(build.case(name), 1.0) for name in ("a.b.X", "c.b.Y", "./mine.py:Mine")]
    assert fitted(lay_out(rows).columns, rows, 10).prefix == ""


def test_figures_lose_their_brackets_before_a_column_goes_and_go_before_memory(build):
    figures = {f"p{percent}_seconds": Estimate(0.2, 0.1, 0.3, "range", None, 6) for percent in (50, 95, 99)}
    rows = [
        build.summary(
            build.case(f"package{place}.Solver"),
            1.0 + place,
            figures=figures,
            memory=MemoryPeak(10**8 + place * 10**7, "x"),
        )
        for place in range(2)
    ]
    rows[1] = replace(rows[1], figures={name: Estimate(0.4, 0.3, 0.5, "range", None, 6) for name in figures})
    columns = lay_out(rows).columns
    whole = fitted(columns, rows, 200)
    told = next(column for column in columns if column.key == "figure.p99_seconds")
    assert whole.cell(told, rows[0]) == "200 ms (100–300)"
    least = Fitted(columns, stacked=True, terse=True).width(rows)
    terse = fitted(columns, rows, least)
    assert not terse.hidden
    assert terse.cell(told, rows[0]) == "200 ms"
    assert [column.key for column in fitted(columns, rows, least - 1).hidden] == ["figure.p99_seconds"]
