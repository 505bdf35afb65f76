from hypothesis import given
from hypothesis import strategies as st

from workbench.telemetry.kernel.growth import Growth


def test_it_starts_at_0_and_adds_what_was_added():
    growth = Growth()
    assert growth.take({"a": 100.0}) == {"a": 0}
    assert growth.take({"a": 130.0}) == {"a": 30}


def test_a_counter_that_was_reset_goes_on_from_where_it_fell_to():
    growth = Growth()
    for value in (100.0, 130.0, 5.0):
        growth.take({"a": value})
    assert growth.take({"a": 9.0}) == {"a": 34}


def test_one_that_vanishes_keeps_its_sum_and_one_that_appears_starts_then():
    growth = Growth()
    growth.take({"a": 1.0})
    growth.take({"a": 4.0, "b": 50.0})
    assert growth.take({"b": 52.0}) == {"a": 3, "b": 2}


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.floats(0, 1e15))))
def test_it_never_falls(readings):
    growth, before = Growth(), {}
    for reading in readings:
        now = dict(growth.take(reading))
        assert all(now[name] >= value for name, value in before.items())
        before = now
