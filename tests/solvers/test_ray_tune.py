from types import SimpleNamespace

import pytest

from workbench.errors import WorkbenchError
from workbench.solvers import _ray_tune
from workbench.solvers.ray_tune_asha import ASHA
from workbench.solvers.ray_tune_bohb import BOHB


def result(share, worth, alpha, error=None):
    return SimpleNamespace(error=error, metrics={"share": share, "worth": worth}, config={"alpha": alpha})


def test_the_best_is_one_that_was_tried_on_all_rows():
    results = [result(0.25, 0.9, 1), result(1.0, 0.6, 2), result(1.0, 0.7, 3)]
    assert _ray_tune.best_of(results) == {"alpha": 3}


def test_a_trial_that_failed_is_told():
    with pytest.raises(WorkbenchError, match="out of something"):
        _ray_tune.best_of([result(1.0, 0.6, 2), result(0.25, 0.9, 1, error=RuntimeError("out of something"))])


@pytest.mark.parametrize("plugin", [ASHA, BOHB])
def test_the_box_is_that_of_the_grid_in_tunes_words(plugin):
    solver = plugin(alpha=1e-2, alphas=3)
    solver.tune = SimpleNamespace(choice=lambda values: ("choice", values), loguniform=lambda *ends: ends)
    space = solver.param_space()
    assert space["weigh__norm"] == ("choice", ["l2", "l1"])
    assert space["classify__alpha"] == (pytest.approx(1e-4), 1e-2)


def test_a_candidate_is_tried_on_growing_shares_up_to_all_rows():
    asked = []
    rounds = _ray_tune.Rounds(lambda point, share: asked.append((point, share)) or 0.5, [0.25, 0.5, 1.0])
    steps = [rounds.step({"alpha": 1}, number) for number in range(3)]
    assert asked == [({"alpha": 1}, share) for share in (0.25, 0.5, 1.0)]
    assert [step["budget"] for step in steps] == [1, 2, 4]
    assert [step["done"] for step in steps] == [False, False, True]
    assert {step["worth"] for step in steps} == {0.5}
