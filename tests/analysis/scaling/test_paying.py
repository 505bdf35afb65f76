import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.scaling.paying import level_seconds, paying, speedup
from workbench.model.estimate import Estimate
from workbench.model.scaling import Level


def around(value, spread=0.02, kind="interval"):
    return Estimate(value, value / (1 + spread), value * (1 + spread), kind, 0.95, 6)


def test_the_fewest_workers_that_are_not_told_from_the_fastest_are_enough():
    found = paying([(1, around(2.0)), (2, around(1.0)), (4, around(0.61)), (8, around(0.6)), (16, around(0.9))])
    assert (found.enough, found.idle, found.slower) == (4, (8,), (16,))
    assert found.sure


def test_every_level_may_pay():
    found = paying([(1, around(2.0)), (2, around(1.0)), (4, around(0.5))])
    assert (found.enough, found.idle, found.slower, found.possible_gain) == (4, (), (), 1.0)


def test_wide_intervals_are_not_evidence_that_fewer_are_enough():
    found = paying([(1, around(2.0, 1.0)), (4, around(1.0, 1.0))])
    assert found.enough == 1
    assert not found.sure
    assert found.possible_gain > 2


def test_levels_without_an_interval_are_left_out():
    assert paying([(1, around(2.0, kind="range")), (2, around(1.0))]) is None
    assert paying([(1, Estimate(2.0, kind="point")), (2, around(1.0)), (4, around(0.5))]).enough == 4
    assert paying([]) is None


@given(st.floats(1e-3, 1e3), st.integers(0, 2**32 - 1))
def test_the_unit_changes_nothing(scale, seed):
    random = np.random.default_rng(seed)
    levels = [(count, around(float(random.uniform(0.5, 2.0)), float(random.uniform(0.01, 0.3)))) for count in (1, 2, 4)]
    scaled = [
        (count, Estimate(e.value * scale, e.low * scale, e.high * scale, "interval", 0.95, 6)) for count, e in levels
    ]
    one, other = paying(levels), paying(scaled)
    assert (one.enough, one.idle, one.slower) == (other.enough, other.idle, other.slower)
    assert math.isclose(one.possible_gain, other.possible_gain, rel_tol=1e-6)


def test_workers_that_truly_help_are_rarely_called_superfluous():
    random = np.random.default_rng(7)
    wrong = 0
    for _ in range(400):
        levels = [
            (count, level_seconds(Level(count, tuple(seconds * np.exp(random.normal(0, 0.05, 6))))))
            for count, seconds in ((4, 1.0), (8, 0.7))
        ]
        found = paying(levels)
        wrong += found.enough == 4 and found.sure
    assert wrong <= 12


def test_a_level_reads_as_its_row_does():
    level = Level(2, (1.0, 1.1, 0.9, 1.0))
    assert level_seconds(level).kind == "interval"
    assert level_seconds(level).value == pytest.approx(1.0)
    assert level_seconds(Level(2, (1.0,))).kind == "point"
    assert speedup(Level(1, (2.0, 2.0)), Level(2, (1.0, 1.0))) == Estimate(2.0, 2.0, 2.0, "range", None, 2)
