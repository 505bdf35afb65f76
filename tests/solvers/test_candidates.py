import numpy as np
import pytest

from workbench.solvers._candidates import CandidateSearch, Objective
from workbench.workloads._split import Split

LABELS = np.array([number % 2 for number in range(64)])
ROWS = ["%s word%d" % ("sea sail" if label else "leaf wood", number) for number, label in enumerate(LABELS)]
DATA = Split(ROWS, LABELS, ROWS, LABELS)
POINT = {"weigh__use_idf": True, "weigh__norm": "l2", "classify__alpha": 1e-4}


class Counting:
    """A pipeline as far as an objective knows it: remembers how many rows it was fitted on, and scores so."""

    def __init__(self, seen):
        self.seen = seen

    def __sklearn_clone__(self):
        return self

    def set_params(self, **point):
        self.point = point
        return self

    def fit(self, rows, labels):
        assert [ROWS.index(row) % 2 for row in rows] == list(labels)
        self.seen.append(len(rows))
        return self

    def score(self, rows, labels):
        assert [ROWS.index(row) % 2 for row in rows] == list(labels)
        return float(len(self.seen))


class First(CandidateSearch):
    """Takes the first corner of the space."""

    name = "first"

    def best(self, objective, context):
        self.worth = objective(POINT, 1.0)
        space = self.space()
        return {space.name: space.low, **{name: values[0] for name, values in space.choices.items()}}


@pytest.mark.parametrize(("share", "rows"), [(1.0, 48), (0.5, 24), (0.25, 12), (0.01, 1)])
def test_a_candidate_is_fitted_on_the_share_of_each_fold(share, rows):
    seen = []
    worth = Objective(Counting(seen), ROWS, LABELS, cv=4)(POINT, share)
    assert seen == [rows] * 4
    assert worth == (1 + 2 + 3 + 4) / 4


def test_the_best_candidate_is_fitted_on_all_rows():
    seen = []
    fitted = Objective(Counting(seen), ROWS, LABELS, cv=4).fit(POINT)
    assert seen == [64]
    assert fitted.point == POINT


def test_the_space_is_the_box_around_the_grid():
    space = CandidateSearch(alpha=1e-2, alphas=3).space()
    assert space.choices == {"weigh__use_idf": [True, False], "weigh__norm": ["l2", "l1"]}
    assert (space.name, space.low, space.high) == ("classify__alpha", pytest.approx(1e-4), 1e-2)


@pytest.mark.parametrize(("factor", "shares"), [(2, [0.25, 0.5, 1.0]), (4, [1 / 16, 0.25, 1.0])])
def test_rounds_grow_by_the_factor_up_to_all_rows(factor, shares):
    assert CandidateSearch(factor=factor).shares() == shares


def test_what_a_search_chose_is_what_is_fitted(context):
    search = First(n_features=2**8, cv=2)
    search.setup(DATA)
    fitted = search.solve(DATA, context)
    assert fitted.get_params()["classify__alpha"] == pytest.approx(1e-5)
    assert search.worth > 0.9
    assert (fitted.predict(ROWS) == LABELS).all()
