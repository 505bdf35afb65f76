"""Counters become rates, and nothing is made up where nobody looked."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.reporting.telemetry.recording import Gap, Line
from workbench.reporting.telemetry.stretches import levels, mean_rate, rates


def line(*points):
    at, values = zip(*points, strict=True)
    return Line(np.array(at, float), np.array(values, float))


def test_a_counter_is_its_growth_a_second():
    (found,) = rates([line((0, 0), (1, 2), (2, 2), (3, 8))], (), 0.1)
    assert found.at_seconds.tolist() == [0, 1, 2, 3]
    assert found.values.tolist() == [2, 0, 6, 6]


def test_several_counters_are_added_though_they_were_written_at_other_moments():
    (found,) = rates([line((0, 0), (2, 4)), line((0, 0), (1, 0), (2, 3))], (), 0.1)
    assert found.values.tolist() == [2, 5, 5]


def test_readings_close_together_are_one():
    (found,) = rates([line((0, 0.0), (0.1, 0.01), (0.101, 0.02), (0.2, 0.02), (0.25, 0.03))], (), 0.1)
    assert found.at_seconds.tolist() == [0, 0.1, 0.25]
    assert found.values.tolist() == pytest.approx([0.1, 0.02 / 0.15, 0.02 / 0.15])


def test_a_gap_breaks_the_line_and_keeps_its_growth():
    counter = line((0, 0), (1, 1), (4, 10), (5, 11))
    before, after = rates([counter], [Gap(1.0, 4.0)], 0.1)
    assert before.values.tolist() == [1, 1]
    assert after.values.tolist() == [1, 1]
    assert (before.at_seconds[-1], after.at_seconds[0]) == (1.0, 4.0)
    assert mean_rate([counter], Gap(1.0, 4.0)) == 3.0


def test_a_gap_breaks_a_level_that_was_written_as_one_straight_line():
    before, after = levels([line((0, 7), (10, 7))], [Gap(2.0, 5.0)])
    assert (before.at_seconds.tolist(), after.at_seconds.tolist()) == ([0, 2], [5, 10])
    assert set(before.values) | set(after.values) == {7.0}


def test_a_counter_that_fell_was_started_anew():
    (found,) = rates([line((0, 100), (1, 110), (2, 5), (3, 6))], (), 0.1)
    assert found.values.tolist() == [10, 5, 1, 1]


def test_of_levels_the_sum_or_the_largest():
    lines = [line((0, 1), (2, 3)), line((0, 2), (2, 2))]
    assert levels(lines, ())[0].values.tolist() == [3, 5]
    assert levels(lines, (), largest=True)[0].values.tolist() == [2, 3]


def test_gaps_at_the_ends_and_on_one_another_leave_what_was_seen():
    found = levels([line((1, 1), (5, 1))], [Gap(0.0, 2.0), Gap(1.5, 3.0), Gap(4.0, 9.0)])
    assert [each.at_seconds.tolist() for each in found] == [[3, 4]]


def test_nothing_seen_is_nothing_drawn():
    assert rates([], (), 0.1) == levels([], ()) == []


@given(
    st.lists(st.tuples(st.floats(0.001, 1.0), st.floats(0.0, 100.0)), min_size=1, max_size=60),
    st.floats(0.05, 0.7),
)
def test_rates_over_their_stretches_come_to_all_that_grew(steps, shortest):
    at = np.cumsum([0.0, *(step for step, _ in steps)])
    values = np.cumsum([0.0, *(grown for _, grown in steps)])
    (found,) = rates([Line(at, values)], (), shortest)
    assert np.diff(found.at_seconds) @ found.values[:-1] == pytest.approx(values[-1], rel=1e-6, abs=1e-6)
    assert (np.diff(found.at_seconds) >= shortest * (1 - 1e-6)).all() or len(found.at_seconds) == 2
