import numpy as np
import pytest

from workbench.solvers.sklearn_random_forest_classifier_predict import Predict
from workbench.workloads._split import Split

RANDOM = np.random.default_rng(0)
ROWS = RANDOM.standard_normal((500, 4))
LABELS = (ROWS[:, 0] > 0).astype("int8")
DATA = Split(ROWS[:200], LABELS[:200], ROWS[200:], LABELS[200:])


@pytest.mark.parametrize(("part_rows", "tasks"), [(1000, 1), (100, 3), (70, 5)])
def test_rows_are_predicted_part_by_part_in_their_order(context, part_rows, tasks):
    solver = Predict(part_rows=part_rows, n_estimators=5)
    solver.setup(DATA)
    handed = []
    context.map = lambda function, jobs: handed.extend(jobs) or [function(job) for job in jobs]
    found = solver.solve(DATA, context)
    assert len(handed) == tasks
    assert np.array_equal(found, solver.model.predict_proba(DATA.X_test)[:, 1])
    assert ((found > 0.5) == LABELS[200:]).mean() > 0.9
    assert len(solver.model.estimators_) == 5
