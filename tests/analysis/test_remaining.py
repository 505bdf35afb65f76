"""The time left is learned from the trials so far."""

from __future__ import annotations

from workbench.analysis.remaining import RemainingTime
from workbench.model.case import Case
from workbench.model.plan import MeasureSettings, PlannedCase, PluginReference, TrialSpec
from workbench.model.trial import OK, TrialRecord

REFERENCE = PluginReference("workload", "w", "m", "a")


def spec(workload: str, launch: int) -> TrialSpec:
    planned = PlannedCase(Case(workload), REFERENCE, REFERENCE)
    return TrialSpec(f"{workload}-{launch}", launch, planned, MeasureSettings())


def done(planned: TrialSpec, seconds: float) -> TrialRecord:
    return TrialRecord(planned.trial_id, planned.planned.case.id, planned.launch, OK, 0.0, seconds)


def test_unknown_before_the_first_trial():
    assert RemainingTime([spec("a", 1)]).seconds() is None


def test_known_cases_take_their_median_and_others_the_mean():
    specs = [spec("a", 1), spec("a", 2), spec("a", 3), spec("b", 1)]
    remaining = RemainingTime(specs)
    remaining.finished(done(specs[0], 2.0))
    assert remaining.seconds() == 2 + 2 + 2
    remaining.finished(done(specs[3], 10.0))
    assert remaining.seconds() == 2 + 2
    remaining.finished(done(specs[1], 4.0))
    assert remaining.seconds() == 3


def test_a_resumed_run_knows_from_its_first_part():
    specs = [spec("a", 1), spec("a", 2)]
    assert RemainingTime(specs[1:], [done(specs[0], 5.0)]).seconds() == 5.0
