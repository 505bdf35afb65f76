import numpy as np
import pytest

from workbench.errors import DataError
from workbench.workloads.lasso import Lasso


def test_the_file_has_a_header_and_as_many_rows_as_asked_for(prepared):
    folder = prepared(Lasso(samples=12000, features=3, informative=2))
    lines = (folder / "train.csv").read_text().splitlines()
    assert [name.strip('"') for name in lines[0].split(",")] == ["x0", "x1", "x2", "y"]
    assert len(lines) == 12001
    data = Lasso(samples=12000, features=3, informative=2).load(str(folder))
    assert (data.rows, data.X_test.shape, data.y_test.shape) == (12000, (1200, 3), (1200,))


def test_as_many_columns_tell_something_as_said_and_the_rest_nothing(prepared):
    folder = prepared(Lasso(samples=5000, features=12, informative=4, noise=0.0))
    values = np.loadtxt(folder / "train.csv", delimiter=",", skiprows=1)
    weights = np.linalg.lstsq(values[:, :-1], values[:, -1], rcond=None)[0]
    assert (np.abs(weights) > 1e-4).sum() == 4
    assert np.square(weights).sum() == pytest.approx(1, abs=1e-3)


def test_the_size_it_announces_is_about_that_of_its_files(prepared):
    workload = Lasso(samples=3000, features=50)
    folder = prepared(workload)
    assert workload.data_bytes() == pytest.approx(sum(path.stat().st_size for path in folder.iterdir()), rel=0.15)


def test_the_best_possible_score_is_told_by_the_noise(prepared):
    workload = Lasso(samples=20000, features=5, informative=5)
    data = workload.load(str(prepared(workload)))
    rows = np.loadtxt(data.csv_path, delimiter=",", skiprows=1)
    weights = np.linalg.lstsq(rows[:, :-1], rows[:, -1], rcond=None)[0]

    class Model:
        def predict(self, some):
            return some @ weights

    assert workload.score(data, Model()) == pytest.approx(0.8, abs=0.02)


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"samples": 3}, "samples is 3"),
        ({"informative": 0}, "informative is 0"),
        ({"features": 4}, "10, of 4 features"),
    ],
)
def test_what_cannot_be_made_is_refused(parameters, said):
    with pytest.raises(DataError, match=said):
        Lasso(**parameters)
