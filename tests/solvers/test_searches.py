import pytest

from workbench.solvers.sklearn_grid_search_cv import GridSearchCV
from workbench.solvers.sklearn_halving_grid_search_cv import HalvingGridSearchCV
from workbench.solvers.sklearn_randomized_search_cv import RandomizedSearchCV
from workbench.workloads._split import Split

LABELS = [number % 2 for number in range(64)]
ROWS = ["%s word%d" % ("sea sail" if label else "leaf wood", number) for number, label in enumerate(LABELS)]
DATA = Split(ROWS, LABELS, ROWS, LABELS)


@pytest.fixture
def searched(context):
    def search(plugin, **parameters):
        solver = plugin(n_features=2**8, **parameters)
        solver.setup(DATA)
        return solver.solve(DATA, context)

    return search


def points(search):
    return [tuple(sorted(point.items())) for point in search.cv_results_["params"]]


def test_the_grid_has_eight_points_and_a_random_search_half_of_them(searched):
    grid = points(searched(GridSearchCV, cv=2))
    drawn = points(searched(RandomizedSearchCV, cv=2))
    assert len(set(grid)) == len(grid) == 8
    assert len(set(drawn)) == len(drawn) == 4
    assert set(drawn) <= set(grid)
    assert len(points(searched(GridSearchCV, cv=2, alphas=1))) == 4


@pytest.mark.parametrize(("factor", "rounds"), [(2, [8, 4, 2, 1]), (3, [8, 3])])
def test_halving_begins_with_the_grid_and_ends_on_all_rows(searched, factor, rounds):
    search = searched(HalvingGridSearchCV, cv=2, factor=factor)
    assert search.n_candidates_ == rounds
    assert search.n_resources_[-1] >= len(ROWS) - factor**2
    assert search.n_resources_[0] < len(ROWS) / factor + 1


def test_no_search_spends_time_on_scores_of_what_it_trained_on(searched):
    for plugin in (GridSearchCV, RandomizedSearchCV, HalvingGridSearchCV):
        assert "mean_train_score" not in searched(plugin, cv=2).cv_results_
