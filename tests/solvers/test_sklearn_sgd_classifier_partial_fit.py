import numpy as np
import pytest

from workbench.solvers.sklearn_sgd_classifier_new_data import NewData
from workbench.solvers.sklearn_sgd_classifier_partial_fit import PartialFit
from workbench.workloads._split import Split


@pytest.fixture
def data():
    """1,000 rows; the last tenth of them follows the opposite law."""
    random = np.random.default_rng(0)
    rows = random.standard_normal((1000, 4))
    labels = (rows[:, 0] > 0).astype(int)
    labels[900:] = 1 - labels[900:]
    return Split(rows, labels, rows[:1], labels[:1])


def solved(solver, data, context):
    solver.setup(data)
    return solver.solve(data, context)


@pytest.mark.parametrize("passes", [1, 3])
def test_every_row_is_seen_as_often_as_there_are_passes(data, context, passes):
    model = solved(PartialFit(passes=passes, batch_rows=64), data, context)
    assert model.t_ - 1 == passes * 1000


def test_giving_pages_back_changes_nothing_in_the_result(data, context):
    both = [solved(PartialFit(variant=variant), data, context).coef_ for variant in PartialFit.variants]
    assert np.array_equal(*both)


def test_a_batch_may_lack_a_class(data, context):
    model = solved(PartialFit(batch_rows=1, passes=1), data, context)
    assert model.classes_.tolist() == [0, 1]


def test_continuing_sees_the_new_rows_only_and_retraining_all(data, context):
    def steps(variant, **parameters):
        return solved(NewData(variant=variant, passes=2, **parameters), data, context).t_ - 1

    # 900 old rows twice, in `setup`, then 100 new ones twice.
    assert steps("continue") == 1800 + 200
    assert steps("retrain") == 2000
    assert steps("continue", new_ratio=0.5) == 1000 + 1000


def test_continuing_twice_starts_from_the_same_old_model(data, context):
    solver = NewData(variant="continue", average=False)
    solver.setup(data)
    first = solver.solve(data, context)
    second = solver.solve(data, context)
    assert np.array_equal(first.coef_, second.coef_)
    assert not np.array_equal(first.coef_, solver.old.coef_)


@pytest.mark.parametrize("ratio", [0, 1, -0.5])
def test_without_old_rows_or_new_ones_there_is_nothing_to_ask(ratio):
    with pytest.raises(Exception, match="new_ratio"):
        NewData(new_ratio=float(ratio)).check()
