import numpy as np
import pytest

from workbench.workloads.flights import Flights
from workbench.workloads.flights_csr import FlightsCsr


def test_it_is_the_same_flights_number_for_number(prepared):
    dense = Flights(rows=500).load(str(prepared(Flights(rows=500), "dense")))
    sparse = FlightsCsr(rows=500).load(str(prepared(FlightsCsr(rows=500), "sparse")))
    for name in ("X_train", "X_test"):
        found = getattr(sparse, name)
        assert found.format == "csr"
        assert np.array_equal(found.toarray(), getattr(dense, name))
    assert np.array_equal(sparse.y_train, dense.y_train)
    assert np.array_equal(sparse.y_test, dense.y_test)


def test_the_dense_rows_are_not_kept_and_the_size_announced_is_that_of_the_files(prepared):
    folder = prepared(FlightsCsr(rows=3000))
    assert not (folder / "X_train.npy").exists()
    size = sum(path.stat().st_size for path in folder.iterdir())
    assert FlightsCsr(rows=3000).data_bytes() == pytest.approx(size, rel=0.1)


@pytest.mark.parametrize("path", ["sklearn.linear_model.SGDClassifier", "sklearn.svm.SVC"])
def test_solvers_take_it(path, prepared, context):
    from workbench.solvers.estimator import Estimator

    workload = FlightsCsr(rows=1000)
    data = workload.load(str(prepared(workload)))
    solver = Estimator(path=path)
    solver.setup(data)
    assert 0.4 < workload.score(data, solver.solve(data, context)) < 0.8
