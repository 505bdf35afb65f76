from dataclasses import replace

from workbench.reporting.assembly import build_report, scaling_sections
from workbench.reporting.terminal.report import render
from workbench.reporting.trade_offs import memory_trade_off


def test_a_run_becomes_a_report(run):
    report = build_report(run)
    assert [section.workload for section in report.workloads] == ["flights", "waiting"]
    assert report.workloads[0].answer.startswith(
        "sklearn.LogisticRegression[lbfgs] is fastest at equal quality: 420 ms"
    )
    assert report.workloads[0].rows[-1].reasons
    assert (report.trials_recorded, report.trials_planned) == (42, 42)


def test_waiting_is_told_beside_its_known_serial_fraction(run):
    (section,) = build_report(run).scaling
    assert section.known_serial_fraction == 0.05
    assert [level.workers for level in section.scaling.levels] == [1, 2, 4, 8]
    assert "Known serial fraction 0.05, fitted 0.05" in section.sentence


def test_series_are_split_by_everything_but_workers(run):
    plan = run.header.plan
    other = tuple(
        replace(planned, case=replace(planned.case, backend="loky"))
        for planned in plan.cases
        if planned.case.workload == "waiting"
    )
    moved = {planned.case.id: replace(planned.case, backend="loky").id for planned in plan.cases}
    trials = [replace(trial, case_id=moved[trial.case_id]) for trial in run.trials]
    sections = scaling_sections(replace(plan, cases=plan.cases + other), [*run.trials, *trials])
    assert [section.case.backend for section in sections] == ["threading", "loky"]


def test_the_seconds_of_a_load_with_a_pace_of_its_own_are_held_against_nothing(run):
    paced = tuple(replace(planned, paced=True) for planned in run.header.plan.cases)
    report = build_report(replace(run, header=replace(run.header, plan=replace(run.header.plan, cases=paced))))
    assert report.scaling == ()
    assert report.sizes.series == ()
    rows = [row for section in report.workloads for row in section.rows]
    assert {row.speedup for row in rows} | {row.speedup_over_serial for row in rows} == {None}
    assert [section.cost for section in report.workloads] == [None, None]
    assert not any("fast" in section.answer for section in report.workloads)
    assert "keeps up with the load" in report.workloads[1].answer
    assert all(memory_trade_off(section) is None for section in report.workloads)


def test_one_worker_count_is_no_series(run):
    flights = tuple(planned for planned in run.header.plan.cases if planned.case.workload == "flights")
    assert scaling_sections(replace(run.header.plan, cases=flights), run.trials) == ()


def test_a_skipped_case_counts_once(run):
    plan = run.header.plan
    skipped = replace(plan.cases[0], skip_reason="needs Java")
    assert replace(plan, cases=(skipped, *plan.cases[1:])).planned_trials == plan.planned_trials - 5


def test_nothing_recorded_yet_is_a_report_all_the_same(run):
    report = build_report(replace(run, trials=()))
    assert report.trials_recorded == 0
    assert "Nothing was measured yet." in render(report, 80)


def test_only_failures_is_a_report_all_the_same(build):
    told = render(build_report(build.run(broken=True)), 100)
    assert "no launch ended well" in told
    assert told.count("6 failed") == 3


def test_what_held_a_case_back_is_told_of_every_case_that_went_well(run):
    busy = {"measure": {"cpu_tree.user_seconds": 0.4, "cpu_tree.system_seconds": 0.0, "host_cpu.others_seconds": 0.0}}
    flights = {planned.case.id for planned in run.header.plan.cases if planned.case.workload == "flights"}
    trials = tuple(replace(trial, phase_totals=busy) if trial.case_id in flights else trial for trial in run.trials)
    report = build_report(replace(run, trials=trials))
    causes = {diagnosis.case_id: diagnosis.cause for diagnosis in report.diagnoses}
    lbfgs, saga, newton = (planned.case.id for planned in run.header.plan.cases[:3])
    assert causes[lbfgs] == "cpu_bound"
    assert causes[saga] == "idle"
    assert newton not in causes
    assert "What held each case back" in render(report, 100)


def test_a_series_of_growing_work_is_fitted_as_weak_scaling(run):
    plan = run.header.plan
    waiting = [planned for planned in plan.cases if planned.case.workload == "waiting"]
    grown = [
        replace(
            planned,
            case=replace(
                planned.case,
                parameters={"seconds": 2.0 * planned.case.resources.workers},
                grows=("seconds",),
            ),
        )
        for planned in waiting
    ]
    ids = {old.case.id: new.case.id for old, new in zip(waiting, grown, strict=True)}
    trials = [replace(trial, case_id=ids[trial.case_id]) for trial in run.trials if trial.case_id in ids]
    header = replace(run.header, plan=replace(plan, cases=tuple(grown)))
    report = build_report(replace(run, header=header, trials=tuple(trials)))
    (section,) = report.scaling
    assert section.scaling.experiment == "weak"
    assert section.known_serial_fraction is None
    assert len(report.workloads) == len(grown)
    assert all(row.speedup is None for workload in report.workloads for row in workload.rows)
