"""Counts of two sides, beside what is measured."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from workbench.analysis.comparing.comparing import Source, compare
from workbench.analysis.comparing.counts import compare_counts, unlike_counters
from workbench.analysis.scaling.inferring import fit
from workbench.model.comparison import FASTER, SAME, SLOWER, Settings


def counted(make, values, counter="callgrind"):
    made = make(values, metric="instructions")
    return dataclasses.replace(made, metric=dataclasses.replace(made.metric, title=f"instructions ({counter})"))


def test_each_case_is_judged_by_its_own_spread(make):
    base = counted(make, [[1_000_000, 1_000_000], [1_000_000, 1_010_000], [2_000_000, 2_000_000]])
    head = counted(make, [[1_002_000, 1_002_000], [1_020_000, 1_020_000], [1_990_000, 1_990_000]])
    found = compare_counts([base], [head], Settings())
    assert [(each.case, each.verdict) for each in found] == [("case 0", SLOWER), ("case 1", SAME), ("case 2", FASTER)]
    assert all(each.p_value is None for each in found)


@pytest.mark.parametrize(("margin", "verdict"), [(0.001, SLOWER), (0.01, SAME)])
def test_a_margin_of_its_own_takes_the_place_of_a_thousandth(make, margin, verdict):
    sides = [counted(make, [[1_000_000] * 2])], [counted(make, [[1_005_000] * 2])]
    (found,) = compare_counts(*sides, Settings(margins=(("instructions", margin),)))
    assert found.verdict == verdict


def test_launches_that_were_not_counted_are_left_out(make):
    base, head = [counted(make, [[1e6, 1e6, np.nan]])], [counted(make, [[1e6, np.nan, np.nan]])]
    (found,) = compare_counts(base, head, Settings())
    assert (found.verdict, found.base_launches, found.head_launches) == (SAME, 2, 1)
    assert compare_counts(base, [counted(make, [[np.nan] * 3])], Settings()) == []


def test_two_counters_are_not_held_against_one_another(make):
    base, head = [counted(make, [[1e6, 1e6]])], [counted(make, [[2e6, 2e6]], "perf")]
    assert compare_counts(base, head, Settings()) == []
    (finding,) = unlike_counters(base, head)
    assert "instructions (callgrind)" in finding.message
    assert "instructions (perf)" in finding.message
    assert not list(unlike_counters(base, base))


def test_counts_and_times_stand_side_by_side(make):
    times = make([[1.0, 1.01, 0.99, 1.0, 1.0, 1.005]])
    base = Source("base", times.cases, (times, counted(make, [[1e6, 1e6]])))
    head = Source("head", times.cases, (times, counted(make, [[1.01e6, 1.01e6]])))
    found = compare(base, head, Settings(), lambda levels, confidence: fit(tuple(levels), confidence=confidence))
    assert {each.metric.name: each.verdict for each in found.comparisons} == {"time": SAME, "instructions": SLOWER}
    assert found.verdict == SLOWER
    only = compare(base, head, Settings(metrics=("time",)), lambda levels, confidence: fit(tuple(levels)))
    assert [each.metric.name for each in only.comparisons] == ["time"]
