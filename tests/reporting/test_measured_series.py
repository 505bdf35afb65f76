"""What a run measured at several worker counts, without a fit."""

from dataclasses import replace

from workbench.reporting.assembly import build_report
from workbench.reporting.measured_series import measured_series


def test_it_is_what_the_report_fits(run):
    report = build_report(run)
    found = measured_series(run.header.plan, run.trials)
    assert [(each.title, each.case, each.levels, each.experiment) for each in found] == [
        (each.title, each.case, each.scaling.levels, each.scaling.experiment) for each in report.scaling
    ]


def test_launches_that_did_not_end_well_are_out(run):
    failed = [replace(trial, status="failed") if trial.launch == 1 else trial for trial in run.trials]
    (before,) = measured_series(run.header.plan, run.trials)
    (after,) = measured_series(run.header.plan, failed)
    assert [len(level.seconds) for level in after.levels] == [len(level.seconds) - 1 for level in before.levels]
    assert all(trial.launch != 1 for launches in after.launches.values() for trial in launches)
