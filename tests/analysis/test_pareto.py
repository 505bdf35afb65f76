"""The front against its definition, pair by pair."""

from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.pareto import BEHIND, FRONT, OPEN, standings
from workbench.model.estimate import Estimate


def known(value, spread=0.01, kind="interval"):
    return Estimate(value, value * (1 - spread), value * (1 + spread), kind)


def test_slower_is_worth_having_only_if_it_is_better():
    times = [known(1.0), known(2.0), known(3.0)]
    assert standings(times, [0.7, 0.8, 0.75], 0.01) == [FRONT, FRONT, BEHIND]


def test_better_within_the_tolerance_is_not_better():
    assert standings([known(1.0), known(2.0)], [0.700, 0.704], 0.005) == [FRONT, BEHIND]


def test_times_that_can_not_be_told_apart_rule_nothing_out():
    assert standings([known(1.0, 0.1), known(1.05, 0.1)], [0.7, 0.7], 0.01) == [FRONT, OPEN]


def test_fewer_launches_than_an_interval_takes_rule_nothing_out():
    times = [known(1.0, kind="range"), known(9.0, kind="range"), Estimate(20.0, None, None, "point")]
    assert standings(times, [0.7, 0.7, 0.7], 0.0) == [FRONT, OPEN, OPEN]


def test_nothing_is_no_front():
    assert standings([], [], 0.0) == []


ROWS = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9), st.floats(0.0, 0.4)), min_size=1, max_size=12)


@given(ROWS, st.integers(0, 3))
def test_the_front_is_what_none_outdoes(rows, tolerance):
    times = [known(float(time), spread) for time, _, spread in rows]
    goodness = [float(good) for _, good, _ in rows]
    found = standings(times, goodness, float(tolerance))
    assert FRONT in found
    for index, (own, good) in enumerate(zip(times, goodness, strict=True)):
        as_good = [other for other, each in zip(times, goodness, strict=True) if each >= good - tolerance]
        surely = any(other.high < own.low for other in as_good)
        assert (found[index] == BEHIND) == surely
        if any(other.value < own.value for other in as_good):
            assert found[index] != FRONT
