import numpy as np
import pytest

from workbench.analysis.sizes.product_law import product_law

CELLS = [(n, f) for n in (1000, 2000, 4000) for f in (10, 20, 40)]


def product(made, seconds, cells=CELLS):
    for samples, features in cells:
        made.add({"samples": samples, "features": features}, seconds=seconds(samples, features))
    return made.sizes().series[0].product


def test_both_exponents_are_told_and_ten_times_each(made):
    law = product(made, lambda n, f: 1e-7 * n * f * f)
    assert law.exponents["samples"].value == pytest.approx(1, abs=0.02)
    assert law.exponents["features"].value == pytest.approx(2, abs=0.02)
    ten = law.ten_times["features"]
    assert ten.size == 400
    assert ten.value.value == pytest.approx(64, rel=0.1)
    assert ten.value.low < ten.value.value < ten.value.high


def test_no_product_is_claimed_where_the_parameters_act_apart(made):
    law = product(made, lambda n, f: 1e-3 * n + 0.2 * f)
    assert law.exponents == {}
    assert law.reason.startswith("no product of powers fits")


def test_sizes_that_only_rise_together_tell_no_product(made):
    assert product(made, lambda n, f: n, [(n, n // 10) for n in (1000, 2000, 3000, 4000, 5000, 6000)]) is None


def test_two_values_of_one_are_too_few(made):
    assert product(made, lambda n, f: n * f, [cell for cell in CELLS if cell[1] < 40]) is None


@pytest.mark.slow
def test_its_intervals_hold_the_truth_as_often_as_they_say(made):
    random = np.random.default_rng(6)
    for samples, features in CELLS:
        made.add({"samples": samples, "features": features})
    (members,) = made.members()
    runs, covered = 400, 0
    for _ in range(runs):
        for each in members.cases:
            n, f = each.case.parameters.values()
            shared = 1e-7 * n * f**2 * random.lognormal(0, 0.02)
            each.seconds[:] = (shared * random.lognormal(0, 0.03, 4)).tolist()
        law = product_law(members)
        covered += law.reason is None and law.exponents["features"].low <= 2 <= law.exponents["features"].high
    assert 0.92 <= covered / runs <= 0.99
