import contextlib

import numpy as np
import pytest

from workbench.solvers.snapml_logistic_regression import LogisticRegression
from workbench.workloads._split import Split


class Estimator:
    """What Snap ML's estimators are to a solver: remembers the memory it was given."""

    def __init__(self, **arguments):
        self.arguments = arguments

    def fit(self, rows, labels):
        self.rows = rows
        return self

    def decision_function(self, rows):
        assert type(rows) is np.ndarray
        return rows[:, 0]


@pytest.fixture
def data(tmp_path):
    np.save(tmp_path / "X.npy", np.arange(12, dtype="float32").reshape(6, 2))
    rows = np.load(tmp_path / "X.npy", mmap_mode="r")
    return Split(rows, np.array([0, 1] * 3), rows, np.array([0, 1] * 3))


@pytest.mark.parametrize("mapped", [True, False])
def test_rows_are_read_through_their_map_or_into_memory_first(mapped, data, context):
    phases = []
    context.phase = lambda name: phases.append(name) or contextlib.nullcontext()
    solver = LogisticRegression(mapped=mapped)
    solver.imported = Estimator
    fitted = solver.solve(data, context)
    given = fitted._estimator.rows
    assert type(given) is np.ndarray
    assert np.array_equal(given, data.X_train)
    assert np.shares_memory(given, data.X_train) == mapped
    assert phases == ([] if mapped else ["transfer_in"])
    assert fitted.decision_function(data.X_test).tolist() == data.X_test[:, 0].tolist()
    assert "mapped" not in fitted._estimator.arguments
