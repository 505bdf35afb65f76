import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.reporting.html.scale import MOST_TICKS, Scale, apart, doublings, linear_scale, log_scale, ticks

positive = st.floats(1e-9, 1e9)


@given(st.lists(positive, min_size=1, max_size=20))
def test_a_logarithmic_scale_holds_every_value_and_marks_a_few(values):
    scale = log_scale(values)
    assert all(0 <= scale.share(value) <= 1 for value in values)
    for marks in (ticks(scale), doublings(scale)):
        assert 1 <= len(marks) <= MOST_TICKS + 3
        assert all(-1e-6 <= scale.share(mark) <= 1 + 1e-6 for mark in marks)
        assert marks == sorted(marks)


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=20))
def test_an_even_scale_holds_every_value_and_zero(values):
    scale = linear_scale(values)
    assert all(0 <= scale.share(value) <= 1 for value in [*values, 0.0])
    assert 1 <= len(ticks(scale)) <= MOST_TICKS + 3


@pytest.mark.parametrize("values", [[], [float("inf")], [0.0, -1.0], [float("nan")]])
def test_values_that_a_logarithm_has_not_are_left_out(values):
    assert log_scale([*values, 2.0, 4.0]).share(2.0) > 0
    assert log_scale(values).low > 0


def test_a_position_is_by_logarithm_where_asked():
    assert Scale(1.0, 100.0, True).share(10.0) == pytest.approx(0.5)
    assert Scale(0.0, 10.0).share(5.0) == 0.5
    assert Scale(1.0, 100.0, True).share(0.0) < 0


def test_ticks_are_round():
    assert ticks(Scale(0.04, 1.1, True)) == pytest.approx([0.05, 0.1, 0.2, 0.5, 1.0])
    assert doublings(Scale(0.9, 9.0, True)) == [1.0, 2.0, 4.0, 8.0]
    assert ticks(Scale(0.0, 1.06)) == pytest.approx([0.0, 0.5, 1.0])
    assert ticks(Scale(0.9, 1.3, True)) == pytest.approx([0.9, 1.0, 1.1, 1.2, 1.3])


def test_labels_that_would_touch_are_left_out():
    scale = Scale(1.0, 64.0, True)
    assert apart([1, 2, 31, 32, 64], scale) == [1, 2, 31, 64]
