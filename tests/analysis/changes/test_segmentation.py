"""The promises on false alarms and on what is found, by simulation; `benchmarks/history.py` is the same at length."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.analysis.changes.segmentation import find_steps

COUNT, NOISE, STEP, NEAR = 60, 0.05, np.log(1.1), 3


def gaussian(random):
    return random.normal(0, NOISE, COUNT)


def spiky(random):
    return gaussian(random) + np.log(1.5) * (random.random(COUNT) < 0.05)


def drifting(random):
    noise = gaussian(random)
    for index in range(1, COUNT):
        noise[index] = 0.6 * noise[index - 1] + 0.8 * noise[index]
    return noise


@pytest.mark.parametrize(
    ("family", "most_alarms", "least_found"), [(gaussian, 0.01, 0.90), (spiky, 0.01, 0.75), (drifting, 0.03, 0.45)]
)
def test_one_method_keeps_its_promises_in_every_family(family, most_alarms, least_found):
    random = np.random.default_rng(2026)
    series = 500
    alarms = sum(bool(find_steps(family(random))) for _ in range(series))
    found = 0
    for _ in range(series):
        place = int(random.integers(10, 51))
        steps = find_steps(family(random) + STEP * (np.arange(COUNT) >= place))
        found += any(abs(step.place - place) <= NEAR for step in steps)
    # Two standard errors of what so few series can tell.
    slack = [2 * np.sqrt(share * (1 - share) / series) for share in (most_alarms, least_found)]
    assert alarms / series <= most_alarms + slack[0]
    assert found / series >= least_found - slack[1]


def test_several_steps_are_found_each_in_its_place():
    random = np.random.default_rng(7)
    levels = np.repeat([0.0, 0.2, 0.05, 0.3], [25, 30, 20, 40])
    steps = find_steps(levels + random.normal(0, 0.03, len(levels)))
    assert [step.place for step in steps] == pytest.approx([25, 55, 75], abs=1)
    assert [step.change for step in steps] == pytest.approx([0.2, -0.15, 0.25], abs=0.04)


def test_a_change_that_was_taken_back_is_two():
    random = np.random.default_rng(8)
    levels = np.repeat([0.0, 0.12, 0.0], [35, 20, 35])
    steps = find_steps(levels + random.normal(0, 0.04, len(levels)))
    assert [step.place for step in steps] == pytest.approx([35, 55], abs=2)


def test_a_step_that_its_neighbours_explain_is_left_out():
    """Whole, this looks as if it stepped in its middle; taken apart, it doesn't."""
    random = np.random.default_rng(9)
    for _ in range(20):
        levels = np.repeat([0.0, 0.3, 0.6], [20, 20, 20])
        steps = find_steps(levels + random.normal(0, 0.03, 60))
        assert [step.place for step in steps] == pytest.approx([20, 40], abs=1)


def test_a_stricter_level_finds_no_more():
    random = np.random.default_rng(10)
    for _ in range(20):
        values = random.normal(0, 0.05, 60) + 0.06 * (np.arange(60) >= 30)
        assert len(find_steps(values, 1e-6)) <= len(find_steps(values, 0.01))


def test_nothing_is_found_in_nothing():
    assert find_steps(np.array([])) == ()
    assert find_steps(np.zeros(100)) == ()
