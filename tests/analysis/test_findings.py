import dataclasses

import numpy as np
import pytest

from workbench.analysis import fit
from workbench.analysis.findings import DETECTORS, find
from workbench.analysis.summary import summarise
from workbench.model.cluster import EngineUse
from workbench.model.diagnosis import Diagnosis
from workbench.model.finding import SEVERITIES
from workbench.model.scaling import Level
from workbench.model.trial import MemoryPeak, Score


@pytest.fixture
def found(build):
    """Code → finding, of a plan's cases with these trials."""

    def look(cases, trials, scalings=(), machine=build.machine, diagnoses=()):
        plan = build.plan(*cases)
        findings = find(plan, trials, summarise(plan, trials), scalings, machine, diagnoses)
        assert all(finding.severity in SEVERITIES and finding.message.endswith(".") for finding in findings)
        return {finding.code: finding for finding in findings}

    return look


@pytest.fixture
def cases(build):
    return [build.case(1), build.case(2), build.case(4)]


@pytest.mark.parametrize("seed", range(5))
def test_a_clean_run_has_none(build, found, cases, seed):
    trials = build.clean(cases, seed=seed)
    levels = [Level(c.resources.workers, tuple(t.wall_seconds[0] for t in trials if t.case_id == c.id)) for c in cases]
    assert found(cases, trials, (fit(levels),)) == {}


def test_an_empty_run_has_none(found, cases):
    assert found(cases, []) == {}


def test_the_most_severe_comes_first(build, found, cases):
    trials = [build.failure(cases[0]), *build.clean(cases[1:], launches=2)]
    severities = [finding.severity for finding in found(cases, trials).values()]
    assert severities == ["error", "info"]


def change(trials, case, **fields):
    return [dataclasses.replace(trial, **fields) if trial.case_id == case.id else trial for trial in trials]


def test_long_warmup(build, found):
    case = build.case()
    trials = [build.trial(case, launch, (1.0,), warmup=10.0) for launch in range(6)]
    assert "10 s before 1 s" in found([case], trials)["long_warmup"].message


def test_a_long_warmup_of_a_moment_is_nothing(build, found):
    case = build.case()
    trials = [build.trial(case, launch, (0.001,), warmup=0.05, start=0.0) for launch in range(6)]
    assert "long_warmup" not in found([case], trials)


def test_too_few_launches(build, found, cases):
    finding = found(cases, build.clean(cases, launches=3))["too_few_launches"]
    assert finding.message.startswith("3 cases")


def test_unequal_scores(build, found, cases):
    trials = change(build.clean(cases), cases[1], score=Score("r2", 0.5, True, 0.01))
    finding = found(cases, trials)["unequal_scores"]
    assert finding.case_ids == (cases[1].id,)
    assert "0.5" in finding.message
    assert "0.9" in finding.message
    near = change(build.clean(cases), cases[1], score=Score("r2", 0.895, True, 0.01))
    assert "unequal_scores" not in found(cases, near)


def test_scores_of_other_problems_are_not_compared(build, found):
    pair = [build.case(), build.case(parameters={"samples": 99})]
    trials = change(build.clean(pair), pair[1], score=Score("r2", 0.5, True, 0.01))
    assert "unequal_scores" not in found(pair, trials)


def test_scattered_times(build, found, cases):
    finding = found(cases, build.clean(cases, noise=0.4))["scattered_times"]
    assert finding.severity == "warning"
    assert "%" in finding.message


def test_busy_host(build, found, cases):
    finding = found(cases, change(build.clean(cases), cases[0], host_busy_ratio=0.4))["busy_host"]
    assert "40%" in finding.message
    assert finding.case_ids == (cases[0].id,)


def test_a_neighbour_that_is_diagnosed_is_no_finding_too(build, found, cases):
    busy = change(change(build.clean(cases), cases[0], host_busy_ratio=0.4), cases[1], host_busy_ratio=0.2)
    told = (Diagnosis(cases[0].id, "disturbed", "."), Diagnosis(cases[1].id, "idle", "."))
    assert found(cases, busy, diagnoses=told)["busy_host"].case_ids == (cases[1].id,)


def test_drift(build, found, cases):
    trials = [
        dataclasses.replace(trial, wall_seconds=(trial.wall_seconds[0] * (1 + 0.05 * trial.launch),))
        for trial in build.clean(cases, launches=8)
    ]
    assert "longer" in found(cases, trials)["drift"].message


def test_noise_is_seldom_called_drift(build, found, cases):
    called = sum("drift" in found(cases, build.clean(cases, noise=0.08, seed=seed)) for seed in range(60))
    assert called <= 2


def test_the_reason_of_a_failure_is_its_last_line_and_short(build, found, cases):
    trace = "train exited with status 1: Traceback (most recent call last):\n  File\nValueError: no rows\n"
    told = found(cases, [build.failure(cases[0], 0, "failed", trace)])["failed"].message
    assert told.endswith("Reason: train exited with status 1: ValueError: no rows.")
    assert len(found(cases, [build.failure(cases[0], 0, "failed", "x" * 3000)])["failed"].message) < 500


def test_failures_are_grouped_by_outcome(build, found, cases):
    trials = build.clean(cases[:1])
    trials += [build.failure(cases[1], launch) for launch in range(3)]
    trials += [
        build.failure(cases[2], 0, "timeout", "took over 5 s"),
        build.failure(cases[2], 1, "out_of_memory", "the kernel killed it"),
    ]
    seen = found(cases, trials)
    assert {"failed", "timeout", "out_of_memory"} <= set(seen)
    assert seen["failed"].message.startswith("3 launches of 1 case failed")
    assert "it broke" in seen["failed"].message
    assert "workbench show" not in (seen["failed"].remedy or ""), "who reads this may be there already"
    assert "took over 5 s" in seen["timeout"].message
    assert seen["out_of_memory"].message.endswith("Reason: the kernel killed it.")


def test_skipped_is_for_information(build, found):
    case = build.case()
    assert found([case], [build.failure(case, 0, "skipped", "needs ray")])["skipped"].severity == "info"


def test_leftovers(build, found, cases):
    finding = found(cases, change(build.clean(cases), cases[0], leftovers=("raylet 17",)))["leftovers"]
    assert "raylet 17" in finding.message


def test_what_was_not_counted_says_why(build, found, cases):
    reason = "callgrind: needs valgrind: apt install valgrind"
    finding = found(cases, change(build.clean(cases), cases[0], instructions_unavailable=reason))["uncounted"]
    assert finding.message.startswith("The instructions of 1 case were not counted: ")
    assert finding.message.endswith(f"Reason: {reason}.")
    assert finding.case_ids == (cases[0].id,)


def test_peak_memory_unbounded(build, found, cases):
    finding = found(cases, change(build.clean(cases), cases[0], memory=MemoryPeak(10**8, "pss_sampled")))
    assert finding["peak_memory_unbounded"].case_ids == (cases[0].id,)


def test_an_odd_curve_is_said_of_its_case(build, found):
    cases = [build.case(workers) for workers in (1, 2, 4, 8)]
    seconds = {1: 100.0, 2: 49.0, 4: 20.0, 8: 7.0}
    trials = [
        build.trial(case, launch, (seconds[case.resources.workers] * (1 + 0.002 * launch),))
        for case in cases
        for launch in range(6)
    ]
    levels = [Level(c.resources.workers, tuple(t.wall_seconds[0] for t in trials if t.case_id == c.id)) for c in cases]
    finding = found(cases, trials, (fit(levels),))["superlinear"]
    assert finding.message.startswith("A · loky, over worker counts: At ")
    assert finding.case_ids == (cases[0].id,)


def test_long_lists_of_cases_are_cut(build, found):
    cases = [build.case(parameters={"samples": size}) for size in range(10)]
    assert "and 7 more" in found(cases, build.clean(cases, launches=2))["too_few_launches"].message


def test_codes_are_stable_and_each_detector_is_named_once():
    assert len(set(DETECTORS)) == len(DETECTORS)
    assert np.all([detector.__doc__ for detector in DETECTORS])


@pytest.mark.parametrize(("trial_peak", "expected"), [(1.2e9, True), (2.9e8, False), (None, False)])
def test_set_up_that_needs_much_more_memory_than_the_work(build, found, cases, trial_peak, expected):
    totals = {} if trial_peak is None else {"trial_peak_low_bytes": trial_peak}
    trials = [build.trial(cases[0], launch, totals=totals) for launch in range(6)]
    told = found(cases[:1], trials).get("set_up_needs_more_memory")
    assert (told is not None) == expected
    if told is not None:
        assert "1.2 GB against 200 MB" in told.message
        assert told.case_ids == (cases[0].id,)


def test_work_that_an_engine_did_again_is_told_with_its_own_names(build, found):
    case = build.case()
    trials = build.clean([case])
    grown = {"dask_scheduler_tasks_suspicious_total": 3.0, "lost-computed-tasks": 0.0, "sent": 9.0}
    trials[0] = dataclasses.replace(trials[0], engine=(EngineUse("", grown=grown),))
    message = found([case], trials)["done-again"].message
    assert "In 1 launch the cluster's engine did work again: 3 tasks that a worker was to do" in message
    assert "(dask_scheduler_tasks_suspicious_total)" in message
    assert "lost-computed" not in message
    trials[0] = dataclasses.replace(trials[0], status="failed", reason="it broke")
    assert "done-again" not in found([case], trials)


def test_machines_of_a_farm_are_told_with_those_that_were_lost(build, found, cases):
    trials = build.clean(cases)
    at_home = [dataclasses.replace(trial, host="a") for trial in trials]
    assert "farmed" not in found(cases, at_home)
    spread = [dataclasses.replace(trial, host="ab"[trial.launch % 2]) for trial in trials]
    assert found(cases, spread)["farmed"].message == "Launches were made on 2 machines of a farm: a, b."
    spread[0] = dataclasses.replace(spread[0], lost_hosts=("c",))
    assert "made again: c." in found(cases, spread)["farmed"].message
