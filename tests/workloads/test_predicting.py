import numpy as np
import pytest

from workbench.errors import DataError
from workbench.workloads.flights import Flights
from workbench.workloads.predicting import Predicting

SMALL = {"rows": 1500, "training_rows": 300}


def test_there_are_as_many_rows_as_asked_for_and_none_was_trained_on(prepared):
    workload = Predicting(**SMALL)
    data = workload.load(str(prepared(workload)))
    assert data.X_train.shape == (300, 155)
    assert data.X_test.shape == (1500, 155)
    assert len(data.y_train) == 300
    assert len(data.y_test) == 1500
    assert isinstance(data.X_test, np.memmap)
    # The same flights in the same order as in `flights`, whose first are the same whatever their number.
    flights = Flights(rows=2000)
    first = flights.load(str(prepared(flights, "flights")))
    together = np.concatenate([first.X_train, first.X_test])
    assert np.array_equal(data.X_test[:, 12:], together[300:1800, 12:])


def test_rows_repeat_once_there_are_no_more(prepared, monkeypatch):
    monkeypatch.setattr("workbench.workloads.predicting.ALL_ROWS", 1000)
    data = Predicting(**SMALL).load(str(prepared(Predicting(**SMALL))))
    left = next(n for n in range(1, 1500) if np.array_equal(data.X_test[n], data.X_test[0]) and n > 500)
    assert np.array_equal(data.X_test[left:], data.X_test[: 1500 - left])
    assert 600 < left < 700


def test_what_ranks_rows_is_scored(prepared):
    workload = Predicting(**SMALL)
    data = workload.load(str(prepared(workload)))
    assert workload.score(data, data.y_test.astype(float)) == 1.0
    assert workload.score(data, np.zeros(1500)) == 0.5
    size = sum(path.stat().st_size for path in prepared(workload, "again").iterdir())
    assert workload.data_bytes() == pytest.approx(size, rel=0.1)


def test_sizes_that_make_no_sense_are_refused():
    with pytest.raises(DataError, match=r"training_rows is 10.*rows is 5"):
        Predicting(rows=5, training_rows=10)
