SCORES = {10: 0.5, 20: 0.88, 40: 0.9, 80: 0.9}


def curves(made, scores=SCORES, solver="s.A", parameter="max_iter", per_step=0.1):
    for budget, score in scores.items():
        made.add(
            {"rows": 1}, seconds=per_step * budget, score=score, solver=solver, solver_parameters={parameter: budget}
        )
    return made.sizes().curves


def test_time_to_the_best_score_less_its_tolerance(made):
    (curve,) = curves(made)
    assert curve.target == 0.89
    assert (curve.reached.budget, curve.short_of.budget) == (40, 20)
    assert curve.short_of.seconds.high < 4.0 < curve.reached.seconds.high


def test_one_curve_a_solver_and_one_target_for_all(made):
    curves(made)
    found = {curve.case.solver: curve for curve in curves(made, {1: 0.6, 2: 0.7}, "s.B", "n_estimators")}
    assert found["s.B"].target == 0.89
    assert found["s.B"].reached is None
    assert found["s.A"].reached.budget == 40


def test_a_score_that_is_lost_again_is_not_reached(made):
    (curve,) = curves(made, {10: 0.9, 20: 0.5, 40: 0.9})
    assert curve.reached.budget == 40
    (curve,) = curves(type(made)(), {10: 0.9, 20: 0.9, 40: 0.5})
    assert curve.reached is None


def test_reached_by_the_least_budget_may_take_less(made):
    (curve,) = curves(made, {10: 0.9, 20: 0.9})
    assert (curve.reached.budget, curve.short_of) == (10, None)


def test_other_parameters_and_single_budgets_make_no_curve(made):
    assert curves(made, parameter="alpha") == ()
    assert curves(type(made)(), {10: 0.9}) == ()
