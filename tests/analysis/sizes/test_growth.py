import numpy as np
import pytest

from workbench.analysis.scaling.level_means import means_at
from workbench.analysis.sizes.forms import FORMS, LINEAR
from workbench.analysis.sizes.growth import grow

SIZES = [1000.0 * 2**step for step in range(6)]


def grown(truth, sizes=SIZES, noise=0.005, launches=4, seed=2):
    random = np.random.default_rng(seed)
    times = [truth(size) * random.lognormal(0, noise) * random.lognormal(0, noise, launches) for size in sizes]
    return grow(means_at(sizes, times), FORMS)


@pytest.mark.parametrize(
    ("name", "truth", "exponent"),
    [
        ("n", lambda n: 1e-3 * n, 1.0),
        ("n", lambda n: 2 + 1e-3 * n, 1.0),
        ("n²", lambda n: 1e-6 * n * n, 2.0),
        ("n³", lambda n: 1 + 1e-9 * n**3, 3.0),
        ("n^k", lambda n: 1e-4 * n**1.5, 1.5),
    ],
)
def test_a_form_is_told_with_its_exponent(name, truth, exponent):
    growth = grown(truth)
    assert growth.chosen.name == name
    found = growth.exponent()
    assert found.low <= exponent <= found.high
    assert found.high - found.low < 0.5


def test_n_log_n_is_told_from_n_over_a_wide_range_of_quiet_sizes():
    growth = grown(lambda n: 1e-5 * n * np.log2(n), [10.0 * 10**step for step in range(6)], noise=0.002)
    assert growth.chosen.name == "n log n"
    assert "n" not in growth.fitting


def test_time_that_does_not_grow_is_constant():
    growth = grown(lambda n: 3.0)
    assert growth.chosen.name == "constant"
    assert growth.exponent() is None


def test_three_sizes_tell_an_exponent_and_no_fixed_part():
    growth = grown(lambda n: 1e-3 * n, SIZES[:3])
    assert [each.name for each in growth.candidates] == ["n^k"]
    assert growth.fixed() is None


def test_a_fixed_part_is_told_from_five_sizes_on():
    fixed = grown(lambda n: 5 + 1e-3 * n).fixed()
    assert fixed.low < 5 < fixed.high
    assert fixed.low > 3


def test_a_run_ten_times_larger_lies_in_its_interval():
    growth = grown(lambda n: 2 + 1e-3 * n)
    ten = growth.prediction(320_000.0)
    assert ten.low < 322 < ten.high
    assert ten.high / ten.low < 2


def test_a_prediction_reaches_further_than_the_curve():
    growth = grown(lambda n: 1e-3 * n)
    _, low, high = growth.band(np.array([8000.0]))
    _, below, above = growth.predicted(np.array([8000.0]))
    assert below < low < high < above


def test_sizes_that_no_curve_joins_have_no_law():
    growth = grow(means_at(SIZES, [[1.0, 1.01], [9.0, 9.1], [1.0, 1.01], [9.0, 9.1], [1.0, 1.01], [9.0, 9.1]]), FORMS)
    assert growth.chosen is None


def test_unlike_numbers_of_launches_weigh_unlike():
    growth = grow(means_at(SIZES, [[size] * (1 + step) for step, size in enumerate(SIZES)]), FORMS)
    assert growth.chosen.name == "n"
    assert growth.exponent().value == pytest.approx(1.0, abs=0.01)


def test_fewer_sizes_than_any_form_needs_are_refused():
    with pytest.raises(ValueError, match="2 sizes"):
        grow(means_at(SIZES[:2], [[1.0], [2.0]]), (LINEAR,))
