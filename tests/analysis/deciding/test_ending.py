"""Whole checks, simulated: few false alarms in any family, and clear cases end soon."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.analysis.deciding.deciding import levels_of
from workbench.analysis.deciding.ending import ends_of
from workbench.analysis.deciding.following import follow
from workbench.analysis.deciding.schedule import looks_up_to
from workbench.model.gate import GateRule

MARGIN, GATE = np.log1p(0.02), np.log1p(0.10)
LOOKS, LEVELS = looks_up_to(35), levels_of(GateRule(), 1)
CHECKS = 1000


def drawn(family: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    noise = 0.03 * random.standard_normal((2, CHECKS, LOOKS[-1]))
    if family == "spiky":
        noise += np.where(random.random(noise.shape) < 0.05, np.log(1.5), 0.0)
    if family == "bimodal":
        noise = 0.25 * noise + np.where(random.random(noise.shape) < 0.5, -0.03, 0.03)
    return noise[0], noise[1]


@pytest.mark.parametrize("family", ["gaussian", "spiky", "bimodal"])
def test_unchanged_code_hardly_ever_fails_and_mostly_passes(family: str) -> None:
    ends = ends_of(*drawn(family, 1), LOOKS, LEVELS, MARGIN, GATE)
    assert ends.failed.mean() <= 0.015
    assert ends.passed.mean() >= 0.95
    assert np.median(ends.pairs) <= 8


def test_a_clear_regression_ends_soon_and_never_passes() -> None:
    base, head = drawn("gaussian", 2)
    ends = ends_of(base, head + np.log(1.10), LOOKS, LEVELS, MARGIN, GATE)
    assert ends.failed.mean() >= 0.97
    assert np.median(ends.pairs) <= 8
    assert np.all(ends.pairs[ends.failed] > ends.suspected[ends.failed])


def test_many_tests_take_longer_to_fail() -> None:
    base, head = drawn("gaussian", 3)
    one, many = (
        ends_of(base, head + np.log(1.10), LOOKS, levels_of(GateRule(), tests), MARGIN, GATE) for tests in (1, 1000)
    )
    assert one.pairs.mean() < many.pairs.mean()


@pytest.mark.parametrize("family", ["gaussian", "bimodal"])
def test_intervals_hold_the_truth_at_every_look_at_once(family: str) -> None:
    base, head = drawn(family, 4)
    missed = [(look.low > 0) | (look.high < 0) for look in follow(base, head, LOOKS, LEVELS)]
    assert np.any(missed, axis=0).mean() <= 0.025


def test_cases_are_followed_alike_alone_and_together() -> None:
    base, head = drawn("spiky", 5)
    together = ends_of(base, head, LOOKS, LEVELS, MARGIN, GATE)
    alone = [ends_of(base[at : at + 1], head[at : at + 1], LOOKS, LEVELS, MARGIN, GATE) for at in range(20)]
    assert [int(each.pairs[0]) for each in alone] == together.pairs[:20].tolist()
    assert [bool(each.passed[0]) for each in alone] == together.passed[:20].tolist()
