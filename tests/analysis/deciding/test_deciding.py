"""Decisions on pairs of launches: what fails, what passes, what needs more."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.analysis.deciding.deciding import decide
from workbench.model.comparison import METRICS, SAME, SLOWER, UNDECIDED
from workbench.model.gate import FAIL, OPEN, PASS, GateRule

TIME, MEMORY, SCORE = METRICS[0], METRICS[1], METRICS[3]
RULE = GateRule()


def simulated(ratio: float, pairs: int, noise: float = 0.03, seed: int = 0) -> tuple[list[float], list[float]]:
    random = np.random.default_rng(seed)
    base, head = np.exp(noise * random.standard_normal((2, pairs)))
    return base.tolist(), (ratio * head).tolist()


def test_few_pairs_are_open_and_tell_a_range() -> None:
    decision = decide([1.0, 1.1], [1.2, 1.2], TIME, RULE)
    assert (decision.outcome, decision.pairs, decision.next_pairs) == (OPEN, 2, 4)
    assert decision.ratio is not None
    assert decision.ratio.kind == "range"


def test_no_pair_at_all_is_open() -> None:
    decision = decide([], [], TIME, RULE, final=True)
    assert decision.outcome == OPEN
    assert decision.ratio is None


def test_a_clear_regression_fails_once_fresh_pairs_repeat_it() -> None:
    base, head = simulated(1.3, 10)
    first = decide(base[:4], head[:4], TIME, RULE)
    assert first.outcome == OPEN
    assert first.suspected_at == 4
    assert first.confirmed is False
    later = decide(base, head, TIME, RULE)
    assert later.outcome == FAIL
    assert later.confirmed is True
    assert later.verdict == SLOWER
    assert later.ratio is not None
    assert later.ratio.low is not None
    assert later.ratio.low > 1


def test_a_difference_that_fresh_pairs_do_not_repeat_does_not_fail() -> None:
    base, head = simulated(1.3, 5)
    own, other = simulated(1.0, 45, seed=1)
    decision = decide(base + own, head + other, TIME, RULE)
    assert decision.suspected_at is not None
    assert decision.outcome != FAIL


def test_unchanged_code_passes_below_the_gate() -> None:
    decision = decide(*simulated(1.0, 12), TIME, RULE)
    assert decision.outcome == PASS
    assert decision.ratio is not None
    assert decision.ratio.high is not None
    assert decision.ratio.high < 1.1


def test_a_gate_that_cannot_be_resolved_is_raised() -> None:
    base, head = simulated(1.0, 8, noise=0.20, seed=1)
    assert decide(base, head, TIME, RULE).outcome == OPEN
    raised = decide(base, head, TIME, RULE, resolvable=0.5)
    assert raised.outcome == PASS
    assert raised.gate == 0.5


def test_pairs_after_the_last_look_count_at_the_end_only() -> None:
    base, head = simulated(1.0, 9)
    assert decide(base, head, TIME, RULE).pairs == 8
    assert decide(base, head, TIME, RULE, final=True).pairs == 9


def test_values_that_are_no_measures_leave_their_pair_out() -> None:
    base, head = simulated(1.0, 8)
    base[1], head[2], head[3] = float("nan"), -1.0, 0.0
    assert decide(base, head, TIME, RULE).pairs == 5


def test_launches_that_never_vary_are_decided_at_the_first_looks() -> None:
    assert decide([5.0] * 5, [5.0] * 5, MEMORY, RULE).outcome == PASS
    assert decide([5.0] * 5, [5.0] * 5, MEMORY, RULE).verdict == SAME
    assert decide([5.0] * 6, [6.0] * 6, MEMORY, RULE).outcome == FAIL


def test_a_score_below_zero_is_a_difference_held_against_its_tolerance() -> None:
    base, head = [-0.10, -0.11, -0.10, -0.09, -0.10, -0.10] * 2, [-0.30, -0.31, -0.29, -0.30, -0.30, -0.31] * 2
    worse = decide(base, head, SCORE, RULE, tolerance=0.02)
    assert worse.outcome == FAIL
    assert worse.ratio is None
    assert decide(base, head, SCORE, RULE, tolerance=0.5).outcome == PASS


def test_a_lower_score_is_worse_and_a_shorter_time_is_not() -> None:
    base, head = simulated(0.7, 12)
    assert decide(base, head, TIME, RULE).outcome == PASS
    assert decide(base, head, SCORE, RULE).outcome == FAIL


def test_more_tests_ask_for_more_of_the_fresh_pairs() -> None:
    base, head = simulated(1.1, 40, seed=3)
    needed = [
        next(n for n in range(4, 41) if decide(base[:n], head[:n], TIME, RULE, tests=tests).outcome == FAIL)
        for tests in (1, 100_000)
    ]
    assert needed[0] < needed[1]


def test_unequal_sides_are_refused() -> None:
    with pytest.raises(ValueError, match="launches in pairs"):
        decide([1.0], [1.0, 2.0], TIME, RULE)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.integers(4, 30), st.floats(0.8, 1.25), st.floats(1e-6, 1e6))
def test_the_unit_of_time_does_not_matter(seed: int, pairs: int, ratio: float, unit: float) -> None:
    base, head = simulated(ratio, pairs, seed=seed)
    own = decide(base, head, TIME, RULE)
    other = decide([unit * x for x in base], [unit * x for x in head], TIME, RULE)
    assert own.outcome == other.outcome
    assert own.ratio is not None
    assert other.ratio is not None
    assert other.ratio.value == pytest.approx(own.ratio.value)
    assert other.ratio.high == pytest.approx(own.ratio.high)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.integers(4, 30), st.floats(0.8, 1.25))
def test_swapped_sides_have_the_inverse_interval_and_never_both_fail(seed: int, pairs: int, ratio: float) -> None:
    base, head = simulated(ratio, pairs, seed=seed)
    own, other = decide(base, head, TIME, RULE), decide(head, base, TIME, RULE)
    assert own.ratio is not None
    assert other.ratio is not None
    assert own.ratio.low
    assert own.ratio.high
    assert other.ratio.high == pytest.approx(1 / own.ratio.low)
    assert other.ratio.low == pytest.approx(1 / own.ratio.high)
    assert not (own.outcome == FAIL and other.outcome == FAIL)


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.9, 1.2))
def test_looks_come_in_order_and_the_p_value_never_rises(seed: int, ratio: float) -> None:
    base, head = simulated(ratio, 24, seed=seed)
    found = [decide(base[:n], head[:n], TIME, RULE) for n in range(4, 25)]
    assert all(a.pairs <= b.pairs and a.next_pairs <= b.next_pairs for a, b in itertools.pairwise(found))
    assert all(a.next_pairs > a.pairs for a in found)
    p_values = [each.p_value for each in found if each.p_value is not None]
    assert len(p_values) == len(found)
    assert p_values == sorted(p_values, reverse=True)


def test_noise_that_hides_everything_is_undecided() -> None:
    decision = decide(*simulated(1.05, 6, noise=0.3), TIME, RULE, final=True)
    assert decision.outcome == OPEN
    assert decision.verdict == UNDECIDED
