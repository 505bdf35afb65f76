from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.analysis.changes.autocorrelation import CANDIDATES, most_probable
from workbench.analysis.changes.maximum import CALIBRATION, p_value_of_maximum
from workbench.analysis.changes.spikes import spikes
from workbench.analysis.changes.step import SHORTEST_LEVEL, find_step
from workbench.analysis.changes.step_fits import fit_steps


def drift(random, count, autocorrelation, deviation=0.05):
    noise = random.normal(0, deviation, count)
    for index in range(1, count):
        noise[index] = autocorrelation * noise[index - 1] + np.sqrt(1 - autocorrelation**2) * noise[index]
    return noise


def by_matrices(values, positions, autocorrelation, place):
    """Generalised least squares written out: the change, the inverse of its variance, and the residual."""
    apart = np.abs(np.subtract.outer(positions, positions))
    inverse = np.linalg.inv(float(autocorrelation) ** apart)
    design = np.column_stack([np.ones(len(values)), np.arange(len(values)) >= place])
    covariance = np.linalg.inv(design.T @ inverse @ design)
    found = covariance @ design.T @ inverse @ values
    off = values - design @ found
    return found[1], 1 / covariance[1, 1], off @ inverse @ off


@pytest.mark.parametrize("autocorrelation", [0.0, 0.3, 0.9])
def test_running_sums_are_generalised_least_squares(autocorrelation):
    random = np.random.default_rng(1)
    positions = np.flatnonzero(random.random(30) > 0.2)
    values = random.normal(size=len(positions)) + 2.0 * (positions > 12)
    fits = fit_steps(values, positions, np.array([autocorrelation]), 3)
    for column, place in enumerate(range(3, len(values) - 2)):
        expected = by_matrices(values, positions, autocorrelation, place)
        found = (fits.change[0, column], fits.precision[0, column], fits.residual[0, column])
        assert found == pytest.approx(expected)
    assert fits.change.shape[1] == len(values) - 5


def test_neighbouring_places_resemble_each_other_as_much_as_simulated_ones_do():
    random = np.random.default_rng(2)
    shape = fit_steps(np.zeros(20), np.arange(20), np.array([0.5]), 4)
    changes = np.array(
        [fit_steps(drift(random, 20, 0.5), np.arange(20), np.array([0.5]), 4).change[0] for _ in range(4000)]
    )
    seen = [np.corrcoef(changes[:, index], changes[:, index + 1])[0, 1] for index in range(changes.shape[1] - 1)]
    assert seen == pytest.approx(shape.resemblance[0], abs=0.05)


@pytest.mark.parametrize("autocorrelation", [0.0, 0.6])
def test_the_bound_on_the_largest_statistic_is_one_and_near(autocorrelation):
    random = np.random.default_rng(3)
    chances = []
    for _ in range(2000):
        fits = fit_steps(drift(random, 40, autocorrelation), np.arange(40), np.array([autocorrelation]), 5)
        chances.append(p_value_of_maximum(float(fits.statistic.max()), fits.freedom, fits.resemblance[0]) / CALIBRATION)
    seen = np.mean(np.array(chances) < 0.05)
    assert 0.03 < seen < 0.062


def test_the_autocorrelation_is_found_whatever_step_there_is():
    random = np.random.default_rng(4)
    for truth in (0.1, 0.8):
        values = drift(random, 1000, truth) + 0.2 * (np.arange(1000) >= 400)
        found = most_probable(fit_steps(values, np.arange(1000), CANDIDATES, 5))
        assert found == pytest.approx(truth, abs=0.08)


def test_spikes_are_single_values_and_never_a_level():
    values = np.tile([0.0, 0.01, -0.01, 0.005], 10)
    values[[7, 20, 39]] += 0.4
    assert np.flatnonzero(spikes(values)).tolist() == [7, 20, 39]
    level = np.tile([0.0, 0.01, -0.01, 0.005], 10) + 0.4 * (np.arange(40) >= 20)
    assert not spikes(level).any()
    assert spikes(np.array([1.0, 1.0, 1.0, 1.0, 9.0, 1.0, 1.0, 1.0])).tolist() == [False] * 4 + [True] + [False] * 3
    assert not spikes(np.array([1.0, 99.0, 1.0])).any()


def test_a_step_without_noise_is_sure_and_exact():
    step = find_step(np.where(np.arange(30) < 12, 0.0, np.log(1.1)))
    assert (step.place, step.earliest, step.latest) == (12, 12, 12)
    assert step.change == pytest.approx(np.log(1.1))
    assert step.p_value < 1e-12


def test_what_can_not_hold_a_step_has_none():
    assert find_step(np.arange(9.0)) is None
    assert find_step(np.full(40, 0.3)) is None


def test_rounding_is_no_step():
    step = find_step(1.0 + 1e-9 * (np.arange(40) >= 20))
    assert step is not None
    assert step.p_value > 0.5


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    random = np.random.default_rng(5)
    held = places = found = 0
    for _ in range(400):
        place = int(random.integers(10, 51))
        step = find_step(random.normal(0, 0.05, 60) + np.log(1.1) * (np.arange(60) >= place))
        if step.p_value < 0.01:
            found += 1
            held += step.low <= np.log(1.1) <= step.high
            places += step.earliest <= place <= step.latest
    assert found > 350
    assert held / found >= 0.93
    assert places / found >= 0.94


@given(st.lists(st.floats(-50, 50), min_size=10, max_size=40), st.floats(-5, 5))
@settings(max_examples=50, deadline=None)
def test_any_values_can_be_asked_and_their_height_does_not_matter(values, height):
    rounded = np.round(values, 3)
    step, lifted = find_step(rounded), find_step(rounded + round(height, 3))
    assert (step is None) == (lifted is None)
    if step is not None:
        assert SHORTEST_LEVEL <= step.place <= len(values) - SHORTEST_LEVEL
        assert step.earliest <= step.place <= step.latest
        assert 0.0 <= step.p_value <= 1.0
        assert step.low <= step.change <= step.high
        assert lifted.p_value == pytest.approx(step.p_value, abs=1e-3)
