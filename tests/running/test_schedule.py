"""The order of launches: rounds of all cases, shuffled by the seed, the same again for the same seed."""

from __future__ import annotations

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from workbench.model.case import Case
from workbench.model.plan import MeasureSettings, Plan, PlannedCase, PluginReference
from workbench.running.schedule import order

REFERENCE = PluginReference("workload", "w", "m", "a")


def plan(cases: int, launches: int, seed: int = 0, skipped: int = 0) -> Plan:
    planned = tuple(
        PlannedCase(Case(f"w{number}"), REFERENCE, REFERENCE, skip_reason="no" if number < skipped else None)
        for number in range(cases)
    )
    return Plan("p", planned, MeasureSettings(launches=launches, seed=seed))


@given(st.integers(1, 8), st.integers(1, 5), st.integers())
def test_every_round_holds_every_case_once(cases, launches, seed):
    specs = order(plan(cases, launches, seed))
    assert len({spec.trial_id for spec in specs}) == cases * launches
    assert [spec.launch for spec in specs] == sorted(spec.launch for spec in specs)


def test_rounds_have_orders_of_their_own_that_the_seed_decides():
    specs = [spec.planned.case.workload for spec in order(plan(8, 2))]
    assert specs[:8] != specs[8:]
    assert specs == [spec.planned.case.workload for spec in order(plan(8, 2))]
    assert specs != [spec.planned.case.workload for spec in order(plan(8, 2, seed=1))]


def test_what_is_done_is_left_out_and_the_rest_keeps_its_order():
    whole = order(plan(5, 2))
    done = {spec.trial_id for spec in whole[:4]}
    assert order(plan(5, 2), done) == whole[4:]


def test_a_skipped_case_is_scheduled_once():
    specs = order(plan(2, 3, skipped=1))
    assert sum(spec.planned.skip_reason is not None for spec in specs) == 1
    assert len(specs) == 1 + 3


def test_launches_may_differ_between_plans_without_renaming_trials():
    first = {spec.trial_id for spec in order(plan(3, 2))}
    more = dataclasses.replace(plan(3, 2), measure=MeasureSettings(launches=4))
    assert first < {spec.trial_id for spec in order(more)}
