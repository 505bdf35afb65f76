"""scikit-learn's estimators on arrays of another library: which, of what numbers, and where they end up.

What PyTorch makes of them is seen by the conformance test of systems, in an environment that has it.
"""

from types import SimpleNamespace

import numpy as np
import pytest

from workbench import registry
from workbench.contracts import Context
from workbench.errors import CannotRun, PluginError
from workbench.solvers._arrays import Arrays
from workbench.solvers._sklearn_arrays import SWITCH

NAMES = ("Ridge", "LogisticRegression", "LinearDiscriminantAnalysis", "GaussianNB", "PCA")


class Tensor(np.ndarray):
    """An array that isn't at home."""

    def detach(self):
        return self


class Shipped(Arrays):
    def __init__(self):
        super().__init__("cpu")
        self.shipped = []

    def namespace(self):
        return np

    def forget_peak(self):
        self.shipped.clear()

    def put(self, values, precision):
        self.shipped.append((values.shape, precision))
        return np.array(values, dtype=precision).view(Tensor)

    def take(self, array):
        return np.array(array)


class Estimator:
    def fit(self, rows, labels):
        assert isinstance(rows, Tensor)
        self.coef_ = rows.sum(axis=0)
        self.n_features_in_ = rows.shape[1]
        return self


def made(name, variant, **parameters):
    solver = registry.load(registry.resolve("solver", "sklearn.arrays." + name))(variant, **parameters)
    solver.check()
    return solver


@pytest.fixture
def data():
    random = np.random.default_rng(0)
    rows = random.standard_normal((300, 6)).astype("f4")
    return SimpleNamespace(X_train=rows, y_train=(rows[:, 0] > 0).astype("i1"), components=2)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_with_numpy_it_is_the_estimator_as_ever(name, precision, data, context):
    solver = made(name, "numpy", precision=precision)
    solver.configure(context)
    solver.setup(data)
    found = solver.solve(data, context)
    assert type(found).__name__ == name
    if name == "PCA":
        assert found.components_.shape == (2, 6)
        assert found.components_.dtype == precision
    else:
        assert np.mean((found.predict(data.X_train) > 0.5) == data.y_train) > 0.85


def test_what_was_fitted_elsewhere_comes_home_and_labels_stay_whole_numbers(data, context, monkeypatch):
    monkeypatch.setattr("sklearn.config_context", lambda **told: context.phase(str(told)))
    solver = made("GaussianNB", "torch", precision="float32")
    solver.precision, solver.arrays, solver.imported = "float32", Shipped(), Estimator
    found = solver.solve(data, context)
    assert type(found.coef_) is np.ndarray
    assert found.n_features_in_ == 6
    assert solver.arrays.shipped == [((300, 6), "float32"), ((300,), "int64")]


def test_numpy_on_a_card_cannot_be(tmp_path, monkeypatch):
    monkeypatch.delenv(SWITCH, raising=False)
    with pytest.raises(CannotRun, match="CPU only"):
        made("Ridge", "numpy").configure(Context(1, 1, 0, str(tmp_path), map, None, device="cuda"))


def test_a_precision_that_libraries_do_not_share_is_refused():
    with pytest.raises(PluginError, match="float64 or float32"):
        made("Ridge", "torch", precision="float16")
