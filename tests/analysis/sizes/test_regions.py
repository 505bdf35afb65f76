import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.analysis.intervals import Ratios, profile_intervals
from workbench.analysis.scaling.fitting import fit_law
from workbench.analysis.scaling.level_means import means_at
from workbench.analysis.sizes.forms import Growing
from workbench.analysis.sizes.regions import region_of

SIZES = [10.0, 20.0, 50.0, 100.0]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(0.5, 40), min_size=4, max_size=4),
    st.sampled_from([0.5, 1.0, 2.0]),
    st.floats(1.05, 3.0),
    st.floats(1, 1000),
)
def test_ends_are_those_that_a_search_of_the_profile_finds(seconds, exponent, factor, size):
    means = means_at(SIZES, [[each] for each in seconds])
    fitted = fit_law(Growing(exponent, 0.0, fixed=True, free=False), means)
    limit = fitted.residual * factor + 1e-3
    rows = fitted.law.basis(np.array([size]))
    ratios = Ratios(rows, np.zeros_like(rows), np.zeros(1), np.full(1, np.inf))
    searched = profile_intervals(fitted.faces, ratios, ratios.values(fitted.coefficients), limit)
    region = region_of(means, np.ones(4), np.array([exponent]), 0.0, fixed=True)
    low, high = region.ends_at(size, limit)
    assert low == pytest.approx(float(searched[0][0]), rel=1e-3, abs=1e-6)
    assert high == pytest.approx(float(searched[1][0]), rel=1e-3, abs=1e-6)


def test_the_exponent_with_the_least_residual_is_the_true_one():
    means = means_at(SIZES, [[3 * size**1.5] for size in SIZES])
    region = region_of(means, np.ones(4), np.linspace(0, 3, 31), 0.0, fixed=False)
    assert region.best_exponent == pytest.approx(1.5)
    low, high = region.exponent_interval(0.01)
    assert 1.4 < low < 1.5 < high < 1.6


def test_a_limit_that_nothing_meets_leaves_the_best():
    means = means_at(SIZES, [[1.0], [5.0], [2.0], [9.0]])
    region = region_of(means, np.ones(4), np.linspace(0, 3, 31), 0.0, fixed=False)
    assert region.exponent_interval(0.0) == (region.best_exponent, region.best_exponent)


def test_noise_so_large_that_nothing_is_known_reaches_down_to_zero():
    means = means_at(SIZES, [[1.0], [2.0], [5.0], [10.0]])
    region = region_of(means, np.ones(4), np.array([1.0]), 0.0, fixed=True)
    assert region.ends_at(1000.0, 4.0)[0] == 0.0
    assert region.ends_at(1000.0, 0.01)[0] > 50.0
