import numpy as np
import pytest

from workbench.solvers import _csv_chunks
from workbench.solvers.sklearn_lasso import Lasso as WholeLasso
from workbench.solvers.sklearn_sgd_regressor_csv import SGDRegressorCsv
from workbench.workloads.lasso import Lasso

every_reader = pytest.mark.parametrize("reader", _csv_chunks.READERS)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    workload = Lasso(samples=5000, features=100)
    folder = str(tmp_path_factory.mktemp("lasso"))
    workload.prepare(folder)
    return workload.load(folder)


@every_reader
def test_chunks_are_the_file_in_order(reader, data):
    known = np.loadtxt(data.csv_path, delimiter=",", skiprows=1)
    for threads in (1, 2):
        found = list(_csv_chunks.chunks(reader, data.csv_path, 500, threads))
        assert len(found) >= 5
        assert all(len(rows) <= 550 for rows, _ in found)
        assert np.allclose(np.concatenate([rows for rows, _ in found]), known[:, :-1], rtol=0, atol=1e-9)
        assert np.allclose(np.concatenate([target for _, target in found]), known[:, -1], rtol=0, atol=1e-9)


@every_reader
def test_the_whole_is_all_chunks(reader, data):
    rows, target = _csv_chunks.whole(reader, data.csv_path, 2)
    known = np.loadtxt(data.csv_path, delimiter=",", skiprows=1)
    assert np.allclose(rows, known[:, :-1], rtol=0, atol=1e-9)
    assert np.allclose(target, known[:, -1], rtol=0, atol=1e-9)


@every_reader
def test_chunks_and_the_whole_come_to_the_same_quality(reader, data, context):
    scores = []
    for solver in (WholeLasso(variant=reader), SGDRegressorCsv(variant=reader, chunk_rows=500)):
        solver.setup(data)
        scores.append(Lasso().score(data, solver.solve(data, context)))
    assert min(scores) > 0.7
    assert abs(scores[0] - scores[1]) <= Lasso.tolerance


def test_the_first_chunk_sets_the_step_and_a_suite_may(data, context):
    def steps(**parameters):
        solver = SGDRegressorCsv(variant="pandas", **parameters)
        solver.setup(data)
        return solver.solve(data, context)

    # 100 standardised columns and the intercept.
    assert steps().eta0 == pytest.approx(1 / 101, rel=0.1)
    assert steps(eta0=0.005).eta0 == 0.005
    assert steps(passes=2).t_ - 1 == 10000
