"""Two stored runs held against one another."""

from dataclasses import replace

import pytest

from workbench.errors import NothingToDecide
from workbench.model.comparison import Settings
from workbench.model.trial import FAILED
from workbench.reporting.sides import compare_sides, side_of_run


def test_a_slowdown_is_slower_and_stands_first(run):
    slow = tuple(
        replace(each, wall_seconds=tuple(1.5 * value for value in each.wall_seconds))
        if each.case_id == run.header.plan.cases[0].case.id
        else each
        for each in run.trials
    )
    found = compare_sides(side_of_run(run), side_of_run(replace(run, trials=slow)), Settings())
    assert found.verdict == "slower"
    assert found.comparisons[0].case_id == run.header.plan.cases[0].case.id
    assert found.comparisons[0].ratio.value == pytest.approx(1.5)


def test_other_machines_are_incomparable_unless_insisted(run):
    elsewhere = replace(run, header=replace(run.header, machine=replace(run.header.machine, id="b", logical_cpus=64)))
    found = compare_sides(side_of_run(run), side_of_run(elsewhere), Settings())
    assert found.verdict == "incomparable"
    assert any("logical cpus 2 and 64" in finding.message for finding in found.findings)
    insisted = compare_sides(side_of_run(run), side_of_run(elsewhere), Settings(across_machines=True))
    assert insisted.verdict != "incomparable"


def test_failures_are_counted_and_the_rest_compared(run):
    first = run.header.plan.cases[0].case.id
    broken = tuple(replace(each, status=FAILED) if each.case_id == first else each for each in run.trials)
    found = compare_sides(side_of_run(run), side_of_run(replace(run, trials=broken)), Settings())
    assert found.failed
    assert found.comparisons[0].reason == "HEAD has no time: every launch failed"


def test_nothing_in_common_is_said(run):
    others = tuple(replace(each, case=replace(each.case, parameters={"rows": 7})) for each in run.header.plan.cases)
    ids = {old.case.id: new.case.id for old, new in zip(run.header.plan.cases, others, strict=True)}
    other = replace(
        run,
        header=replace(run.header, plan=replace(run.header.plan, cases=others)),
        trials=tuple(replace(each, case_id=ids[each.case_id]) for each in run.trials),
    )
    with pytest.raises(NothingToDecide, match="share no case"):
        compare_sides(side_of_run(run), side_of_run(other), Settings())
