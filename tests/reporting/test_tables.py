from dataclasses import replace

import pytest

from workbench.model.estimate import Estimate
from workbench.reporting.tables import interval_kinds, lay_out


def keys(layout):
    return [column.key for column in layout.columns]


def test_a_column_of_equal_values_is_said_once(build):
    rows = [build.summary(build.case("a"), 1.0, 0.7), build.summary(build.case("b"), 2.0, 0.7)]
    layout = lay_out(rows)
    assert keys(layout) == ["solver", "seconds"]
    assert ("backend", "serial") in layout.common
    assert ("peak memory", "312–341 MB") in layout.common
    assert "threads" not in dict(layout.common)


def test_a_column_with_nothing_to_say_is_dropped(build):
    layout = lay_out([build.summary(build.case("a"), 1.0), build.summary(build.case("b", "loky", 2), 2.0)])
    assert not {"score", "speedup", "efficiency", "cost"} & {*keys(layout), *dict(layout.common)}


def test_a_single_row_keeps_its_columns(build):
    assert {"solver", "backend", "seconds", "memory"} <= set(keys(lay_out([build.summary(build.case("a"), 1.0)])))


def test_a_start_up_that_is_none_is_not_told_in_nanoseconds(build):
    rows = [build.summary(build.case("a"), 1.0, start_seconds=8.92e-7)]
    (start,) = (column for column in lay_out(rows).columns if column.key == "start")
    assert start.text(rows[0]) == "< 1 ms"


def test_brackets_are_explained_for_the_kinds_that_occur(build):
    both = [build.summary(build.case("a"), 1.0), build.summary(build.case("b"), 1.0, launches=3)]
    assert set(interval_kinds(both)) == {"interval", "range"}
    assert set(interval_kinds(both[:1])) == {"interval"}


def told(build, solver, seconds, **figures):
    found = {name: Estimate(value, value, value, "range", None, 6) for name, value in figures.items()}
    return build.summary(build.case(solver), seconds, figures=found)


def test_what_solvers_tell_has_columns_beside_the_score(build):
    rows = [told(build, "a", 1.0, steps=40, moved_bytes=2e6), told(build, "b", 2.0, steps=60)]
    columns = {column.key: column for column in lay_out(rows).columns}
    assert list(columns) == ["solver", "seconds", "figure.steps", "figure.moved_bytes"]
    assert [columns["figure.steps"].text(row) for row in rows] == ["40", "60"]
    assert [columns["figure.moved_bytes"].text(row) for row in rows] == ["2.00 MB", ""]
    assert [columns["figure.moved_bytes"].number(row) for row in rows] == [2e6, None]


def test_no_two_columns_have_one_title(build):
    rows = [told(build, "a", 1.0, time_seconds=1, work=1, work_bytes=2), told(build, "b", 2.0)]
    titles = [column.title for column in lay_out(rows).columns]
    assert titles == ["solver", "time", "time_seconds", "work", "work_bytes"]


def placed(build, solver, environment, backend="serial"):
    return build.summary(replace(build.case(solver, backend), environment=environment), 1.0)


@pytest.mark.parametrize(
    ("places", "importance"),
    [
        ([("a", "one"), ("b", "two")], 5),
        ([("a", "one"), ("a", "two")], 8),
        ([("a", "one"), ("b", "one"), ("b", "two")], 8),
        ([("a", "one", "loky"), ("a", "two", "ray")], 5),
    ],
)
def test_an_environment_that_the_solver_brings_along_goes_first(build, places, importance):
    columns = {column.key: column for column in lay_out([placed(build, *place) for place in places]).columns}
    assert columns["environment"].importance == importance


@pytest.mark.parametrize(("methods", "importance"), [(("fork", None), 5), (("fork", "spawn", None), 8)])
def test_a_start_method_that_goes_without_saying_goes_first(build, methods, importance):
    cases = [build.case("a", "loky" if method is None else "multiprocessing") for method in methods]
    rows = [build.summary(replace(case, start_method=method), 1.0) for case, method in zip(cases, methods, strict=True)]
    columns = {column.key: column for column in lay_out(rows).columns}
    assert columns["start_method"].importance == importance


def test_a_range_of_what_was_told_is_explained(build):
    row = build.summary(build.case("a"), 1.0, figures={"steps": Estimate(3, 2, 4, "range", None, 6)})
    assert interval_kinds([row]) == {
        "interval": "[low, high]: 95 % interval over launches",
        "range": "(low–high): smallest and largest of the launches",
    }
