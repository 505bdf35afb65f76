"""How far one side lies above the other, launched in turn."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.analysis.deciding.contrasts import centred_pairs, contrast, launch_noise


def launches(cases: int, pairs: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    base, head = np.random.default_rng(seed).standard_normal((2, cases, pairs))
    return base, head


@pytest.mark.parametrize("pairs", [4, 6, 9, 17, 40])
def test_an_effect_is_added_to_everything_that_is_told(pairs: int) -> None:
    base, head = launches(50, pairs)
    own, moved = contrast(base, head, 0.05), contrast(base, head + 3.0, 0.05)
    assert moved.estimate == pytest.approx(own.estimate + 3.0, abs=0.6)
    if pairs in (4, 6, 40):
        assert moved.low == pytest.approx(own.low + 3.0)
        assert moved.high == pytest.approx(own.high + 3.0)


@pytest.mark.parametrize("pairs", [5, 12, 40])
def test_intervals_hold_the_truth_as_often_as_they_say(pairs: int) -> None:
    base, head = launches(4000, pairs)
    found = contrast(base, head, 0.10)
    held = np.mean((found.low <= 0) & (found.high >= 0))
    assert 0.88 <= held <= 0.97


def test_drift_that_both_sides_meet_widens_nothing_but_its_own_block() -> None:
    base, head = launches(200, 16)
    slow = 50.0 * np.repeat(np.arange(4), 4)
    still, drifting = contrast(base, head, 0.05), contrast(base + slow, head + slow, 0.05)
    assert drifting.high == pytest.approx(still.high)


def test_launches_that_were_held_up_do_not_hide_an_effect() -> None:
    base, head = 0.03 * launches(1, 12)[0], 0.03 * launches(1, 12, 1)[1] + 0.2
    head[0, 3], base[0, 7] = 3.0, 3.0
    assert contrast(base, head, 0.01).low[0] > 0


def test_noise_is_that_of_one_launch() -> None:
    noise, freedom = launch_noise(*(2.0 * each for each in launches(2000, 12)))
    assert freedom == 20
    assert np.sqrt((noise**2).mean()) == pytest.approx(2.0, rel=0.05)


def test_centred_pairs_have_no_difference_left_and_all_of_the_noise() -> None:
    base, head = launches(1, 2000)
    own, other = centred_pairs(base[0], head[0] + 5.0)
    assert own.mean() == pytest.approx(other.mean(), abs=1e-9)
    assert np.concatenate([own, other]).std() == pytest.approx(1.0, rel=0.05)
