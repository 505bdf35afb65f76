"""What a run measured at several worker counts, without a fit."""

from dataclasses import replace

from workbench.analysis.scaling.inferring import fit
from workbench.model.case import Case, Resources
from workbench.model.plan import MeasureSettings, Plan, PlannedCase, PluginReference
from workbench.model.trial import TrialRecord
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


def on_nodes(nodes, each, grows=()):
    samples = 100 * nodes * each if grows else 100
    resources = Resources(workers=nodes * each, nodes=nodes)
    return Case("w", {"samples": samples}, backend="dask", resources=resources, cluster="lab", grows=grows)


def series_of(cases, seconds):
    reference = PluginReference("workload", "w", "m", "P")
    plan = Plan("p", tuple(PlannedCase(case, reference, reference) for case in cases), MeasureSettings())
    trials = [
        TrialRecord(f"{case.id}-{launch}", case.id, launch, "ok", 0.0, 9.0, (seconds(case) * (1 + 0.001 * launch),))
        for case in cases
        for launch in range(4)
    ]
    return measured_series(plan, trials)


def test_on_a_cluster_series_run_within_nodes_and_over_them():
    cases = [on_nodes(nodes, each) for nodes in (1, 2, 4) for each in (1, 2)]
    found = series_of(cases, lambda case: 10.0 / case.resources.workers)
    assert [(each.title, each.over_nodes, [level.workers for level in each.levels]) for each in found] == [
        ("w · dask · 1 node of lab", False, [1, 2]),
        ("w · dask · over nodes of lab, 1 worker on each", True, [1, 2, 4]),
        ("w · dask · over nodes of lab, 2 workers on each", True, [2, 4, 8]),
        ("w · dask · 2 nodes of lab", False, [2, 4]),
        ("w · dask · 4 nodes of lab", False, [4, 8]),
    ]


def test_work_that_grows_with_the_nodes_is_weak_scaling_over_them():
    cases = [on_nodes(nodes, 1, grows=("samples",)) for nodes in (1, 2, 4, 8)]
    (found,) = series_of(cases, lambda case: 10.0 / (0.1 / case.resources.nodes + 0.9))
    assert (found.experiment, [level.workers for level in found.levels]) == ("weak", [1, 2, 4, 8])
    scaling = fit(found.levels, experiment=found.experiment)
    assert scaling.selected == "gustafson"
    assert abs(scaling.answers["serial_fraction"].value - 0.1) < 0.01
