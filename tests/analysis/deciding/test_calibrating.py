"""What A/A pairs say of the check on this machine."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.analysis.deciding.calibrating import Sample, calibrate, share_of
from workbench.model.comparison import METRICS
from workbench.model.gate import GateRule

TIME, SCORE = METRICS[0], METRICS[3]


def sample(noise: float, affordable: int = 20, pairs: int = 12, seed: int = 0) -> Sample:
    random = np.random.default_rng(seed)
    base, head = np.exp(noise * random.standard_normal((2, pairs)))
    return Sample("case", "id", TIME, base.tolist(), head.tolist(), affordable, 2.0)


def test_noise_is_that_of_pairs_and_more_noise_hides_more() -> None:
    calibration = calibrate([sample(0.01), sample(0.10)], GateRule())
    quiet, loud = calibration.cases
    assert quiet.pair_noise_ratio == pytest.approx(0.014, rel=0.5)
    assert loud.pair_noise_ratio == pytest.approx(10 * quiet.pair_noise_ratio)
    assert quiet.smallest_effect is not None
    assert loud.smallest_effect is not None
    assert 0.02 <= quiet.smallest_effect < 0.04 < 0.10 < loud.smallest_effect < 0.40


def test_more_pairs_find_smaller_effects() -> None:
    few, many = (calibrate([sample(0.05, affordable)], GateRule()).cases[0] for affordable in (6, 29))
    assert few.smallest_effect is not None
    assert many.smallest_effect is not None
    assert many.smallest_effect < 0.8 * few.smallest_effect


def test_false_alarms_are_rare_and_told_with_their_interval() -> None:
    calibration = calibrate([sample(0.05, seed=seed) for seed in range(3)], GateRule())
    assert calibration.checks >= 1000
    assert calibration.false_alarms.high is not None
    assert calibration.false_alarms.value <= 0.01
    assert calibration.false_alarms.value < calibration.false_alarms.high


def test_a_difference_between_the_sides_is_not_noise() -> None:
    own = sample(0.03)
    shifted = Sample("case", "id", TIME, own.base, [2 * value for value in own.head], 20, 2.0)
    expected, found = (calibrate([each], GateRule()).cases[0] for each in (own, shifted))
    assert found.pair_noise_ratio == pytest.approx(expected.pair_noise_ratio)


def test_too_few_pairs_to_look_at_find_nothing() -> None:
    assert calibrate([sample(0.03, affordable=3)], GateRule()).cases[0].smallest_effect is None
    assert calibrate([sample(0.03, pairs=3)], GateRule()).cases == ()


def test_a_score_that_never_varies_has_no_noise() -> None:
    steady = Sample("case", "id", SCORE, [0.7] * 6, [0.7] * 6, 10, 1.0, tolerance=0.01)
    found = calibrate([steady], GateRule()).cases[0]
    assert found.pair_noise_ratio == 0.0
    assert found.smallest_effect == pytest.approx(0.02, rel=0.1)


def test_a_share_of_none_has_an_upper_end() -> None:
    none = share_of(0, 300)
    assert (none.value, none.low) == (0.0, 0.0)
    assert none.high == pytest.approx(0.0122, abs=0.001)
