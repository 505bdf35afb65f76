"""Solvers of group means whose libraries are installed here: right at any worker count, and over parts of the file."""

import itertools

import pytest

from workbench.solvers import pandas_chunks
from workbench.solvers.dask_dataframe import DataFrame
from workbench.solvers.pandas_chunks import Chunks, parts_of
from workbench.solvers.pandas_group_by import GroupBy
from workbench.workloads.flight_delays import FlightDelays

HERE = [
    lambda: GroupBy("all-columns"),
    lambda: GroupBy("needed-columns"),
    Chunks,
    lambda: DataFrame("threads"),
]


@pytest.fixture(scope="module")
def flights(tmp_path_factory):
    workload = FlightDelays(size_bytes=300_000)
    folder = str(tmp_path_factory.mktemp("flights"))
    workload.prepare(folder)
    return workload, workload.load(folder)


@pytest.mark.parametrize("make", HERE)
@pytest.mark.parametrize("workers", [1, 2])
def test_every_group_is_right_in_each_call(make, workers, flights, context):
    workload, data = flights
    context.workers = workers
    solver = make()
    solver.configure(context)
    solver.setup(data)
    solver.start(data, context)
    for _ in range(2):
        assert workload.score(data, solver.solve(data, context)) == 1
    solver.stop()


@pytest.mark.parametrize("part_bytes", [61, 10_000, 299_000, 10**9])
def test_parts_of_a_file_hold_each_row_once(part_bytes, flights, monkeypatch):
    _, data = flights
    monkeypatch.setattr(pandas_chunks, "PART_BYTES", part_bytes)
    with open(data.path, "rb") as file:
        content = file.read()
    parts = parts_of(data)
    header = parts[0].header
    assert b"".join(map(pandas_chunks._rows, parts)) == content[len(header) :]
    assert [part.stop for part in parts[:-1]] == [part.start for part in parts[1:]]


def test_parts_without_a_row_of_their_own_change_nothing(flights, monkeypatch):
    """With 61 bytes a part, some rows begin in none of them."""
    _, data = flights
    monkeypatch.setattr(pandas_chunks, "PART_BYTES", 61)
    first = list(itertools.islice(parts_of(data), 4))
    assert any(not pandas_chunks._rows(part) for part in first)
    empty = next(part for part in first if not pandas_chunks._rows(part))
    assert len(pandas_chunks.sums_and_counts(empty)) == 0


def test_only_what_is_needed_is_read_where_that_is_asked_for(flights):
    _, data = flights
    for variant, expected in (("all-columns", None), ("needed-columns", 7)):
        solver = GroupBy(variant)
        solver.setup(data)
        assert (solver.usecols and len(solver.usecols)) == expected
