from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.deciding.counts import decide_counts, gate_counts
from workbench.model import gate
from workbench.model.comparison import FASTER, SAME, SLOWER, UNDECIDED
from workbench.model.gate import GateRule

counts = st.integers(10**6, 10**12)


@pytest.mark.parametrize(
    ("base", "head", "verdict"),
    [
        ((1_000_000, 1_000_000), (1_000_900,), SAME),
        ((1_000_000, 1_000_000), (1_001_100,), SLOWER),
        ((1_000_000, 1_000_000), (998_900,), FASTER),
        ((1_000_000, 1_001_000), (1_002_000, 1_003_000), SAME),
        ((1_000_000, 1_001_000), (1_004_000, 1_005_000), SLOWER),
        ((1_000_000, 1_000_000), (1_000_000, 1_100_000), UNDECIDED),
        ((1_000_000,), (1_100_000,), UNDECIDED),
    ],
)
def test_the_gate_is_a_thousandth_or_three_times_what_the_base_differs_by(base, head, verdict):
    assert decide_counts(base, head).verdict == verdict


def test_it_tells_the_gate_and_why_nothing_is_decided():
    found = decide_counts((1_000_000, 1_010_000), (1_000_000, 1_200_000))
    assert found.gate_ratio == pytest.approx(3 * 10_000 / 1_005_000)
    assert "its work varies" in (found.reason or "")
    assert "two launches" in (decide_counts((1.0,), (1.0,)).reason or "")


def test_a_side_without_counts_is_refused():
    with pytest.raises(ValueError, match="needs a count"):
        decide_counts((), (1.0,))


@given(counts)
def test_the_same_counts_are_the_same(count):
    assert decide_counts((count, count), (count, count)).verdict == SAME


@given(counts, st.floats(0.0015, 3.0))
def test_swapping_the_sides_swaps_the_verdict(count, more):
    larger = count * (1 + more)
    assert decide_counts((count, count), (larger, larger)).verdict == SLOWER
    assert decide_counts((larger, larger), (count, count)).verdict == FASTER


@given(st.lists(counts, min_size=2, max_size=4), st.lists(counts, min_size=1, max_size=4))
def test_what_differs_within_the_base_is_never_called_a_change(base, head):
    mixed = decide_counts(base, base)
    assert mixed.verdict in (SAME, UNDECIDED)
    found = decide_counts(base, head)
    assert found.ratio.low <= found.ratio.value <= found.ratio.high


NOTHING = float("nan")


@pytest.mark.parametrize(
    ("base", "head", "outcome"),
    [
        ((1e6,), (2e6,), gate.OPEN),
        ((1e6, 1e6), (1.002e6, 1.002e6), gate.FAIL),
        ((1e6, 1e6), (0.9e6, 0.9e6), gate.PASS),
        ((1e6, 1e6, NOTHING), (1e6, 1e6, NOTHING), gate.PASS),
        ((1e6, 1e6), (1e6, 1.5e6), gate.UNDECIDED),
        ((NOTHING, NOTHING), (NOTHING, NOTHING), gate.OPEN),
    ],
)
def test_a_check_is_decided_by_two_pairs(base, head, outcome):
    assert gate_counts(base, head, GateRule()).outcome == outcome


def test_a_gate_of_its_own_takes_the_place_of_a_thousandth():
    sides = (1e6, 1e6), (1.005e6, 1.005e6)
    assert gate_counts(*sides, GateRule(gates=(("instructions", 0.01),))).outcome == gate.PASS
    assert gate_counts(*sides, GateRule(margins=(("instructions", 0.001),))).outcome == gate.FAIL
    assert gate_counts(*sides, GateRule(gate=0.5)).outcome == gate.FAIL, "that one is for times"
