import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from workbench.analysis.comparing.discoveries import discovered
from workbench.analysis.comparing.means import mean_of, mean_test
from workbench.analysis.comparing.ranks import TRUNCATED_AT, rank_test
from workbench.analysis.comparing.shifts import FEW, shifts_of, were_held_up

SAMPLES = st.lists(st.integers(-50, 50).map(float), min_size=4, max_size=8)


def differences(base, head):
    own = np.sort(np.asarray(base, dtype=float))[None, :]
    return np.asarray(head, dtype=float)[None, None, :] - own[:, :, None]


def by_counting(base, head):
    """The p-value from every way to choose which launches are the base's, without ties."""
    both = [*base, *head]
    rank = {value: min(place + 1, round(TRUNCATED_AT * len(both))) for place, value in enumerate(sorted(both))}
    sums = [sum(rank[value] for value in chosen) for chosen in itertools.combinations(both, len(base))]
    own = sum(rank[value] for value in base)
    low, high = (np.mean([each <= own for each in sums]), np.mean([each >= own for each in sums]))
    return min(1.0, 2 * min(low, high))


@given(st.permutations(range(9)), st.integers(3, 6))
def test_rank_p_values_are_exact(order, own):
    base, head = order[:own], order[own:]
    found, _, _ = rank_test(differences(base, head), 0.01)
    assert found[0] == pytest.approx(by_counting(base, head))


@given(SAMPLES, SAMPLES)
def test_the_rank_interval_holds_just_what_is_not_refused(base, head):
    level = 0.1
    _, low, high = rank_test(differences(base, head), level)
    for shift in (low[0] - 0.5, high[0] + 0.5):
        if np.isfinite(shift):
            assert rank_test(differences(base, np.array(head) - shift), level)[0][0] <= level + 1e-12
    if low[0] < high[0]:
        inside = np.clip(0.5 * (max(low[0], -1e3) + min(high[0], 1e3)), low[0], high[0])
        assert rank_test(differences(base, np.array(head) - inside), level)[0][0] > level


@given(SAMPLES, SAMPLES, st.integers(-40, 40).map(float))
@settings(max_examples=50)
def test_a_shift_of_the_head_shifts_everything_found(base, head, by):
    level = 0.01
    own, other = np.array([base]), np.array([head])
    assume(were_held_up(own, other)[0] == were_held_up(own, other + by)[0])
    plain, moved = shifts_of(own, other, level), shifts_of(own, other + by, level)
    for name in ("estimate", "low", "high"):
        assert getattr(moved, name)[0] == pytest.approx(getattr(plain, name)[0] + by, abs=1e-9)


@given(SAMPLES, SAMPLES)
@settings(max_examples=50)
def test_the_estimate_lies_in_its_interval_and_few_launches_bound_nothing(base, head):
    found = shifts_of(np.array([base]), np.array([head]), 0.01)
    assert found.low[0] <= found.estimate[0] <= found.high[0]
    if len(base) == len(head) == 4:
        _, low, high = rank_test(differences(base, head), 0.005)
        assert (low[0], high[0]) == (-np.inf, np.inf)


def test_launches_that_never_vary():
    still = np.full((1, 6), 3.0)
    alike, apart = shifts_of(still, still, 0.01), shifts_of(still, still + 1.0, 0.01)
    assert (alike.low[0], alike.high[0], alike.p_value[0]) == (0.0, 0.0, 1.0)
    assert (apart.low[0], apart.estimate[0], apart.high[0]) == (1.0, 1.0, 1.0)
    assert apart.p_value[0] < 0.01


def test_welch_as_scipy_has_it():
    from scipy.stats import ttest_ind

    random = np.random.default_rng(0)
    base, head = random.normal(0, 1, (1, 7)), random.normal(1, 3, (1, 5))
    p_value, low, high = mean_test(mean_of(base), mean_of(head), 0.05)
    told = ttest_ind(head[0], base[0], equal_var=False)
    assert p_value[0] == pytest.approx(told.pvalue)
    assert (low[0], high[0]) == pytest.approx(tuple(told.confidence_interval(0.95)))


def test_trimmed_means_as_scipy_has_them():
    from scipy.stats import ttest_ind

    random = np.random.default_rng(1)
    base, head = random.normal(0, 1, (1, 40)), random.normal(1, 3, (1, 30))
    p_value, _, _ = mean_test(mean_of(base, 0.1), mean_of(head, 0.1), 0.05)
    assert p_value[0] == pytest.approx(ttest_ind(head[0], base[0], equal_var=False, trim=0.1).pvalue)


def test_a_launch_held_up_changes_little_among_many():
    random = np.random.default_rng(2)
    base = random.normal(0, 0.03, (1, FEW))
    head = base.copy()
    head[0, 0] += 100.0
    assert abs(shifts_of(base, head, 0.01).estimate[0]) < 0.01


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50), st.floats(0.001, 0.5))
def test_discoveries_as_scipy_adjusts_them(p_values, rate):
    from scipy.stats import false_discovery_control

    adjusted = false_discovery_control(p_values)
    clear = np.abs(adjusted - rate) > 1e-9
    assert np.array_equal(discovered(np.array(p_values), rate)[clear], (adjusted <= rate)[clear])


def test_what_was_not_tested_is_not_discovered_and_does_not_count():
    found = discovered(np.array([0.009, np.nan, np.nan]), 0.01)
    assert found.tolist() == [True, False, False]
    assert not discovered(np.array([np.nan]), 0.01).any()


def test_ranks_tell_more_where_a_launch_was_held_up() -> None:
    base = np.array([[0.00, 0.01, 0.02, 0.03, 0.04]])
    evenly, held_up = (np.array([[0.06, 0.07, 0.08, 0.09, last]]) for last in (0.10, 1.0))
    assert shifts_of(base, held_up, 0.01).low[0] > 0
    assert shifts_of(base, held_up, 0.01).p_value[0] == pytest.approx(2 / 252 / 0.9)
    assert shifts_of(base, evenly, 0.01).p_value[0] <= 2 * 2 / 252


def test_launches_that_were_held_up_on_either_side_raise_no_false_alarm() -> None:
    random = np.random.default_rng(7)
    launches = 0.03 * random.standard_normal((2, 3000, 10)) + np.where(random.random((2, 3000, 10)) < 0.05, 0.4, 0.0)
    found = shifts_of(launches[0], launches[1], 0.01)
    assert np.mean((found.low > 0) | (found.high < 0)) <= 0.018
