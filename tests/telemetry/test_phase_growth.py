import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.telemetry.phase_growth import PhaseClock, PhaseGrowth


def test_the_clock_tells_phases_apart_and_begins_anew_at_each_question():
    clock = PhaseClock()
    clock.mark("setup", "start", 1.0)
    clock.mark("setup", "end", 3.0)
    clock.mark("measure", "start", 3.5)
    assert clock.spent(4.0) == {"setup": 2.0, "measure": 0.5}
    assert clock.spent(5.0) == {"measure": 1.0}
    clock.mark("measure", "end", 5.25)
    clock.mark("measure", "start", 5.5)
    assert clock.spent(6.0) == {"measure": 0.75}


def test_an_inner_phase_lies_within_its_measure():
    clock = PhaseClock()
    clock.mark("measure", "start", 0.0)
    clock.mark("compute", "start", 1.0)
    assert clock.spent(3.0) == {"measure": 3.0, "compute": 2.0}
    clock.mark("compute", "end", 4.0)
    assert clock.spent(5.0) == {"measure": 2.0, "compute": 1.0}


def test_what_is_no_phase_and_late_news_change_nothing():
    clock = PhaseClock()
    clock.mark("lunch", "start", 0.0)
    clock.mark("score", "end", 0.0)
    assert clock.spent(2.0) == {}
    clock.mark("score", "start", 1.9)
    assert clock.spent(3.0) == {"score": 1.0}
    clock.mark("score", "end", 2.9)
    assert clock.spent(4.0) == {"score": 0.0}


def test_growth_is_what_lies_between_the_edges_and_repeats_add_up():
    growth, totals = PhaseGrowth("p", frozenset({"x"})), {}
    growth.settle({"x": 5.0, "gauge": 1.0}, 0.0, totals)
    for phase, value, now in (("setup", 6.0, 1.0), ("measure", 9.0, 2.0), ("measure", 13.0, 4.0)):
        growth.elapse({phase: 1.0 if now < 3 else 2.0})
        growth.settle({"x": value, "gauge": value}, now, totals)
    assert totals == {"setup": {"p.x": 1.0}, "measure": {"p.x": 7.0}}


def test_phases_between_two_readings_share_by_time():
    growth, totals = PhaseGrowth("p", frozenset({"x"})), {}
    growth.settle({"x[a]": 0.0}, 0.0, totals)
    growth.elapse({"start": 0.25})
    growth.elapse({"start": 0.25, "warmup": 1.0})
    growth.settle({"x[a]": 20.0}, 2.0, totals)
    assert totals == {"start": {"p.x[a]": 5.0}, "warmup": {"p.x[a]": 10.0}}


def test_a_counter_of_later_counts_from_there_and_one_that_falls_did_not_grow():
    growth, totals = PhaseGrowth("p", frozenset({"x", "y"})), {}
    growth.settle({"x": 4.0}, 0.0, totals)
    growth.elapse({"measure": 1.0})
    growth.settle({"x": 1.0, "y": 9.0}, 1.0, totals)
    assert totals == {"measure": {"p.x": 0.0, "p.y": 0.0}}
    growth.elapse({"measure": 1.0})
    growth.settle({"x": 2.0, "y": 9.5}, 2.0, totals)
    assert totals == {"measure": {"p.x": 1.0, "p.y": 0.5}}


@given(st.lists(st.tuples(st.sampled_from(["setup", "measure"]), st.floats(0.001, 10), st.floats(0, 10)), min_size=1))
def test_nothing_is_lost_and_nothing_made_up(stretches):
    clock, growth, totals = PhaseClock(), PhaseGrowth("p", frozenset({"x"})), {}
    now = value = 0.0
    growth.settle({"x": value}, now, totals)
    for phase, seconds, grown in stretches:
        clock.mark(phase, "start", now)
        now, value = now + seconds, value + grown
        clock.mark(phase, "end", now)
        growth.elapse(clock.spent(now))
        growth.settle({"x": value}, now, totals)
    expected = {phase: sum(grown for name, _, grown in stretches if name == phase) for phase, _, _ in stretches}
    assert {phase: figures["p.x"] for phase, figures in totals.items()} == pytest.approx(expected)
