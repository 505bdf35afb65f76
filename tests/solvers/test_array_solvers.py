"""The formulas for cards, on NumPy's arrays: they follow the array API standard, which NumPy does too."""

from types import SimpleNamespace

import numpy as np
import pytest

from workbench.errors import PluginError
from workbench.solvers._array_k_means import ArrayKMeans, seeded
from workbench.solvers._array_k_nearest import ArrayKNearest
from workbench.solvers._array_logistic import ArrayLogistic
from workbench.solvers._array_ridge import ArrayRidge
from workbench.solvers._arrays import Arrays
from workbench.solvers._device_matmul import DeviceMatmul


class NumpyArrays(Arrays):
    """Counts what was shipped as a device would; its allocator says what it held."""

    devices = ("cpu",)

    def namespace(self):
        return np

    def put(self, values, precision):
        return np.array(values, dtype=precision)

    def take(self, array):
        return array.copy()

    def smallest(self, values, count):
        return np.argpartition(values, count - 1, axis=1)[:, :count]

    def peak_bytes(self):
        return 123


@pytest.fixture
def trial(told_trial):
    return told_trial()


def solved(base, data, trial, variant=None, **parameters):
    kind = type("Solver", (base,), {"library": NumpyArrays, "devices": ("cpu",)})
    solver = kind(variant, **parameters)
    solver.check()
    solver.configure(trial.context)
    solver.setup(data)
    return solver, solver.solve(data, trial.context)


@pytest.fixture
def rows():
    random = np.random.default_rng(0)
    x = random.standard_normal((500, 6)) * [1, 10, 0.1, 1, 1, 1] + 3
    weights = np.array([1.0, 0.2, 5.0, 0.0, -1.0, 2.0])
    y = x @ weights + 7 + 0.01 * random.standard_normal(500)
    return SimpleNamespace(X_train=x, y_train=y, weights=weights)


@pytest.mark.parametrize("variant", ["direct", "cg"])
@pytest.mark.parametrize(("precision", "near"), [("float64", 1e-6), ("float32", 1e-2)])
def test_ridge_is_scikit_learns(rows, trial, variant, precision, near):
    from sklearn.linear_model import Ridge

    _, found = solved(ArrayRidge, rows, trial, variant, precision=precision, alpha=2.0, tol=1e-9)
    expected = Ridge(alpha=2.0).fit(rows.X_train, rows.y_train)
    np.testing.assert_allclose(found.predict(rows.X_train), expected.predict(rows.X_train), rtol=near)
    assert found.coef_.dtype == np.float64


def test_each_part_of_a_call_is_a_phase_and_the_allocators_peak_is_told(rows, trial):
    solved(ArrayRidge, rows, trial)
    assert trial.phases == ["transfer_in", "compute", "transfer_out"]
    assert trial.told == {"device_memory_bytes": 123}


def test_what_is_declared_follows_the_method(rows, trial):
    direct, _ = solved(ArrayRidge, rows, trial, "direct", precision="float32")
    assert direct.operations(rows) == 2 * 500 * 36 + 2 * 216 // 3 + 2 * 500 * 6
    assert direct.moved_bytes(rows) == 500 * 6 * 4
    assert direct.precision == "float32"
    iterated, _ = solved(ArrayRidge, rows, trial, "cg", max_iter=3, tol=1e-30)
    assert iterated.operations(rows) == 2 * 500 * 6 * 7


@pytest.mark.parametrize("wrong", [{"precision": "float16"}, {"alpha": 0.0}, {"tol": -1.0}])
def test_parameters_that_cannot_work_are_refused(rows, trial, wrong):
    with pytest.raises(PluginError):
        solved(ArrayRidge, rows, trial, **wrong)


def test_logistic_regression_is_scikit_learns(rows, trial):
    from sklearn.linear_model import LogisticRegression

    random = np.random.default_rng(1)
    chance = 1 / (1 + np.exp(-(rows.X_train - 3) @ rows.weights))
    data = SimpleNamespace(X_train=rows.X_train, y_train=(random.random(500) < chance).astype("i1"))
    _, found = solved(ArrayLogistic, data, trial, C=0.5)
    expected = LogisticRegression(C=0.5, tol=1e-10, max_iter=10000, solver="newton-cholesky").fit(
        data.X_train, data.y_train
    )
    np.testing.assert_allclose(found.coef_, expected.coef_[0], rtol=1e-4, atol=1e-6)
    assert found.intercept_ == pytest.approx(expected.intercept_[0], rel=1e-4)
    assert (found.predict(data.X_train) == expected.predict(data.X_train)).all()


def test_a_column_that_never_changes_does_no_harm(trial):
    random = np.random.default_rng(2)
    x = np.column_stack([random.standard_normal(100), np.full(100, 5.0)])
    data = SimpleNamespace(X_train=x, y_train=(x[:, 0] + random.standard_normal(100) > 0).astype("i1"))
    _, found = solved(ArrayLogistic, data, trial)
    assert np.isfinite(found.decision_function(x)).all()


@pytest.fixture
def crowds():
    random = np.random.default_rng(3)
    centres = np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]])
    rows = centres[random.integers(0, 3, 600)] + random.standard_normal((600, 2))
    return SimpleNamespace(X_train=rows, centres=centres)


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_k_means_finds_crowds_that_lie_apart(crowds, trial, precision):
    solver, found = solved(ArrayKMeans, crowds, trial, precision=precision)
    nearest = np.linalg.norm(found.cluster_centers_[:, None] - crowds.centres[None], axis=2).min(axis=0)
    assert (nearest < 0.3).all()
    assert solver.operations(crowds) == 4 * 600 * 2 * 3 * (
        solver.moved_bytes(crowds) // (2 * 600 * 2 * solver.item_bytes())
    )


def test_a_centre_that_nobody_is_near_to_stays(trial):
    data = SimpleNamespace(X_train=np.ones((50, 2)), centres=np.zeros((3, 2)))
    _, found = solved(ArrayKMeans, data, trial)
    assert np.isfinite(found.cluster_centers_).all()


def test_centres_to_start_from_are_rows_and_the_same_for_one_seed(crowds):
    first, again, other = (seeded(crowds.X_train, 3, seed) for seed in (0, 0, 1))
    assert (first == again).all()
    assert (first != other).any()
    assert all((crowds.X_train == centre).all(axis=1).any() for centre in first)


def test_a_product_comes_home(trial):
    random = np.random.default_rng(4)
    left, right = (random.standard_normal((20, 20)).astype("f4") for _ in range(2))
    _, found = solved(DeviceMatmul, SimpleNamespace(left=left, right=right), trial)
    np.testing.assert_allclose(found, left @ right, rtol=1e-5)
    assert trial.phases == ["transfer_in", "compute", "transfer_out"]


@pytest.fixture
def neighbours():
    random = np.random.default_rng(5)
    rows, asked = random.standard_normal((300, 4)), random.standard_normal((50, 4))
    return SimpleNamespace(X_train=rows, y_train=(rows[:, 0] > 0).astype("i1"), X_test=asked)


@pytest.mark.parametrize("part_rows", [7, 1000])
def test_neighbours_are_scikit_learns_however_many_rows_are_asked_at_a_time(neighbours, trial, part_rows):
    from sklearn.neighbors import KNeighborsClassifier

    solver, found = solved(ArrayKNearest, neighbours, trial, n_neighbors=9, part_rows=part_rows, precision="float64")
    expected = KNeighborsClassifier(9, algorithm="brute").fit(neighbours.X_train, neighbours.y_train)
    np.testing.assert_allclose(found, expected.predict_proba(neighbours.X_test)[:, 1])
    assert trial.phases == ["transfer_in", "compute", "transfer_out"]
    assert solver.operations(neighbours) == 2 * 50 * 300 * (4 + 1)


def test_more_neighbours_than_rows_are_all_of_them(neighbours, trial):
    _, found = solved(ArrayKNearest, neighbours, trial, n_neighbors=1000)
    np.testing.assert_allclose(found, neighbours.y_train.mean(), rtol=1e-5)


@pytest.mark.parametrize("wrong", [{"n_neighbors": 0}, {"part_rows": 0}])
def test_no_neighbours_and_no_rows_at_a_time_are_refused(neighbours, trial, wrong):
    with pytest.raises(PluginError, match="at least 1"):
        solved(ArrayKNearest, neighbours, trial, **wrong)
