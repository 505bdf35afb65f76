"""Fewer points, and every peak and trough still there."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from workbench.reporting.telemetry.stretches import Stretch
from workbench.reporting.telemetry.thinning import thinned, thinned_together


def stretch(values):
    return Stretch(np.arange(len(values), dtype=float), np.array(values, float))


@given(st.lists(st.floats(-1e9, 1e9), min_size=2, max_size=3000), st.integers(1, 300))
def test_the_smallest_the_largest_and_both_ends_stay_within_the_number_allowed(values, most):
    found = thinned(stretch(values), most)
    assert len(found.at_seconds) <= max(4, most)
    assert (found.values.min(), found.values.max()) == (min(values), max(values))
    assert (found.values[0], found.values[-1]) == (values[0], values[-1])
    assert (np.diff(found.at_seconds) > 0).all()


def test_a_burst_of_one_reading_in_an_hour_is_seen_where_it_was():
    values = np.zeros(36_000)
    values[12_345] = 500e6
    found = thinned(stretch(values), 200)
    assert len(found.values) <= 200
    assert found.at_seconds[found.values == 500e6].tolist() == [12_345.0]


def test_every_peak_of_many_stays():
    values = np.zeros(10_000)
    values[500::1000] = 1.0
    found = thinned(stretch(values), 100)
    assert found.at_seconds[found.values == 1.0].tolist() == np.arange(500, 10_000, 1000).tolist()


def test_few_points_stay_as_they_are():
    whole = stretch([1, 2, 3])
    assert thinned(whole, 10) is whole


def test_stretches_share_the_points():
    found = thinned_together([stretch(np.random.default_rng(0).random(900)), stretch(range(100))], 100)
    assert sum(len(each.values) for each in found) <= 100
    assert [float(each.values[-1]) for each in found][1] == 99
