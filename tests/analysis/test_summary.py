import dataclasses
from statistics import median

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.analysis.case_times import case_times, estimates, ratios
from workbench.analysis.groups import Groups
from workbench.analysis.summary import summarise
from workbench.model.case import Case
from workbench.model.trial import MemoryPeak, Phase, Score


def test_rows_follow_the_plan_and_unmeasured_cases_say_nothing(build):
    cases = [build.case(4), build.case(1), build.case(2)]
    summaries = summarise(build.plan(*cases), build.clean(cases[:2]))
    assert [row.case for row in summaries] == cases
    empty = summaries[2]
    assert (empty.launches, empty.statuses, empty.seconds, empty.score, empty.memory) == (0, {}, None, None, None)
    assert empty.speedup is None


def test_no_trials_at_all(build):
    assert summarise(build.plan(build.case()), ())[0].seconds is None
    assert summarise(build.plan(), ()) == ()


def test_a_launch_counts_with_the_median_of_its_repeats(build):
    case = build.case()
    trials = [build.trial(case, launch, (1.0, 50.0, value)) for launch, value in enumerate((2.0, 3.0, 4.0))]
    seconds = summarise(build.plan(case), trials)[0].seconds
    assert (seconds.value, seconds.low, seconds.high, seconds.kind, seconds.count) == (3.0, 2.0, 4.0, "range", 3)


def test_warmup_is_apart(build):
    case = build.case()
    summary = summarise(build.plan(case), [build.trial(case, seconds=(1.0,), warmup=9.0, start=0.5)])[0]
    assert summary.warmup_seconds == pytest.approx(9.0)
    assert summary.start_seconds == pytest.approx(0.5)
    assert summary.seconds.value == 1.0
    assert summary.phase_seconds["measure"] == 1.0


def test_one_launch_is_a_point(build):
    case = build.case()
    seconds = summarise(build.plan(case), [build.trial(case)])[0].seconds
    assert (seconds.kind, seconds.low, seconds.high, seconds.confidence) == ("point", None, None, None)


def test_the_interval_is_student_t_on_logs(build):
    case = build.case()
    values = (1.0, 1.1, 1.2, 1.3)
    seconds = summarise(build.plan(case), [build.trial(case, i, (v,)) for i, v in enumerate(values)])[0].seconds
    logs = np.log(values)
    half = 3.182446305284263 * logs.std(ddof=1) / 2
    assert seconds.low == pytest.approx(np.exp(logs.mean() - half))
    assert seconds.high == pytest.approx(np.exp(logs.mean() + half))
    assert (seconds.kind, seconds.confidence, seconds.count) == ("interval", 0.95, 4)


def test_the_interval_always_holds_the_median():
    random = np.random.default_rng(3)
    values = np.exp(random.exponential(1.0, (500, 30)) ** 2)
    for estimate in estimates(case_times(Groups(np.repeat(np.arange(500), 30), 500), values.ravel())):
        assert estimate.low <= estimate.value <= estimate.high


@pytest.mark.parametrize("launches", [4, 6, 10])
@pytest.mark.parametrize("noise", [0.05, 0.10])
def test_coverage_of_seconds_and_of_speedup(launches, noise):
    cases = 4000
    random = np.random.default_rng(launches)
    groups = Groups(np.repeat(np.arange(2 * cases), launches), 2 * cases)
    truth = np.repeat((3.0, 1.0), cases)
    seconds = np.repeat(truth, launches) * random.lognormal(0.0, noise, 2 * cases * launches)
    times = case_times(groups, seconds)
    found = estimates(times)
    covered = np.mean([one.low <= true <= one.high for one, true in zip(found, truth, strict=True)])
    assert 0.93 <= covered <= 0.97
    speedups = ratios(times.only(np.arange(cases)), times.only(np.arange(cases, 2 * cases)))
    assert 0.93 <= np.mean([one.low <= 3.0 <= one.high for one in speedups]) <= 0.98


def test_speedup_is_over_the_same_case_at_one_worker(build):
    cases = [build.case(1), build.case(4), build.case(4, solver="s.B"), build.case(1, backend="serial")]
    trials = [
        build.trial(case, launch, (seconds + 0.01 * launch,))
        for case, seconds in zip(cases, (8.0, 2.0, 1.0, 6.0), strict=True)
        for launch in range(5)
    ]
    one, four, other, _ = summarise(build.plan(*cases), trials)
    assert (one.speedup.value, one.speedup.low, one.speedup.high) == (1.0, 1.0, 1.0)
    assert four.speedup.value == pytest.approx(8.02 / 2.02)
    assert four.speedup.low < four.speedup.value < four.speedup.high
    assert four.efficiency.value == pytest.approx(four.speedup.value / 4)
    assert four.efficiency.high == pytest.approx(four.speedup.high / 4)
    assert four.base_seconds == pytest.approx(8.02)
    assert other.speedup is None
    assert other.base_seconds is None


def test_a_speedup_of_few_launches_is_a_range(build):
    cases = [build.case(1), build.case(2)]
    trials = [build.trial(cases[0], i, (v,)) for i, v in enumerate((4.0, 5.0, 6.0))]
    trials += [build.trial(cases[1], i, (v,)) for i, v in enumerate((2.0, 2.5))]
    speedup = summarise(build.plan(*cases), trials)[1].speedup
    assert (speedup.kind, speedup.low, speedup.high) == ("range", pytest.approx(1.6), pytest.approx(3.0))
    assert speedup.value == pytest.approx(5.0 / 2.25)


def test_a_speedup_of_single_launches_is_a_point(build):
    cases = [build.case(1), build.case(2)]
    trials = [build.trial(cases[0], seconds=(4.0,)), build.trial(cases[1], seconds=(2.0,))]
    speedup = summarise(build.plan(*cases), trials)[1].speedup
    assert (speedup.kind, speedup.value, speedup.low) == ("point", 2.0, None)


def test_the_serial_base_is_the_fastest_serial_solver_of_equal_quality(build):
    careless, good, slow = (build.case(backend="serial", solver=name) for name in ("s.Careless", "s.Good", "s.Slow"))
    parallel = build.case(4)
    measured = ((careless, 0.1, 0.5), (good, 2.0, 0.9), (slow, 5.0, 0.905), (parallel, 1.0, 0.9))
    trials = [
        build.trial(case, launch, (seconds,), score=Score("r2", score, True, 0.01))
        for case, seconds, score in measured
        for launch in range(4)
    ]
    rows = summarise(build.plan(careless, good, slow, parallel), trials)
    assert rows[0].speedup_over_serial is None
    assert [row.speedup_over_serial.value for row in rows[1:]] == [1.0, pytest.approx(0.4), pytest.approx(2.0)]
    assert {row.serial_base for row in rows[1:]} == {"s.Good"}


def test_a_serial_case_of_another_environment_is_a_base_too(build):
    cases = [build.case(backend="serial", solver="s.Fast", environment="old"), build.case(backend="serial")]
    trials = [build.trial(case, seconds=(seconds,)) for case, seconds in zip(cases, (1.0, 4.0), strict=True)]
    assert [row.serial_base for row in summarise(build.plan(*cases), trials)] == ["s.Fast", "s.Fast"]


def test_a_serial_backend_with_many_threads_is_not_serial(build):
    cases = [build.case(backend="serial", resources={"threads_per_worker": 4}), build.case(backend="serial")]
    trials = [build.trial(case, seconds=(seconds,)) for case, seconds in zip(cases, (1.0, 4.0), strict=True)]
    rows = summarise(build.plan(*cases), trials)
    assert [row.speedup_over_serial.value for row in rows] == [4.0, 1.0]
    assert summarise(build.plan(cases[0]), trials)[0].serial_base is None


def test_for_a_loss_the_lowest_is_best(build):
    cases = [build.case(backend="serial", solver="s.A"), build.case(backend="serial", solver="s.B")]
    trials = [
        build.trial(case, seconds=(seconds,), score=Score("loss", loss, False, 0.01))
        for case, seconds, loss in zip(cases, (1.0, 3.0), (0.9, 0.1), strict=True)
    ]
    summaries = summarise(build.plan(*cases), trials)
    assert summaries[1].serial_base == "s.B"
    assert summaries[0].speedup_over_serial is None


def test_without_solver_the_serial_case_is_the_base(build):
    cases = [build.case(backend="serial", solver=None), build.case(4, solver=None)]
    trials = [
        build.trial(case, seconds=(seconds,), score=None) for case, seconds in zip(cases, (4.0, 1.0), strict=True)
    ]
    summary = summarise(build.plan(*cases), trials)[1]
    assert (summary.speedup_over_serial.value, summary.serial_base) == (4.0, "serial")


def test_other_parameters_are_no_base(build):
    cases = [build.case(backend="serial", parameters={"samples": 5}), build.case(4)]
    assert summarise(build.plan(*cases), build.clean(cases))[1].speedup_over_serial is None


def test_failures_are_counted_with_their_reasons(build):
    case = build.case()
    trials = [
        build.trial(case),
        build.failure(case, 1),
        build.failure(case, 2),
        build.failure(case, 3, "timeout", "took over 5 s", None),
    ]
    summary = summarise(build.plan(case), trials)[0]
    assert (summary.launches, summary.statuses) == (4, {"ok": 1, "failed": 2, "timeout": 1})
    assert summary.reasons == ("it broke", "took over 5 s")
    assert summary.stderr_tail == "Traceback"


def test_a_skipped_case_keeps_its_reason(build):
    planned = build.planned(build.case(), skip_reason="needs ray")
    assert summarise(build.plan(planned), ())[0].reasons == ("needs ray",)


def test_medians_of_score_memory_and_cpu(build):
    case = build.case()
    trials = [
        build.trial(
            case, launch, score=Score("r2", value, True, 0.01), memory=MemoryPeak(low, "pss_sampled", high, "vmhwm_sum")
        )
        for launch, (value, low, high) in enumerate(((0.1, 10, 20), (0.2, 30, 60), (0.9, 50, 70)))
    ]
    summary = summarise(build.plan(case), trials)[0]
    assert summary.score == Score("r2", 0.2, True, 0.01)
    assert summary.memory == MemoryPeak(30, "pss_sampled", 60, "vmhwm_sum")
    assert summary.cpu_seconds == pytest.approx(1.8)


def test_a_high_end_that_one_launch_lacks_is_not_claimed(build):
    case = build.case()
    peaks = (MemoryPeak(10, "pss_sampled", 20, "vmhwm_sum"), MemoryPeak(10, "pss_sampled"))
    trials = [build.trial(case, launch, memory=peak) for launch, peak in enumerate(peaks)]
    assert summarise(build.plan(case), trials)[0].memory.high_bytes is None


def test_a_worse_estimator_is_not_mixed_in(build):
    case = build.case()
    peaks = (MemoryPeak(900, "rss_sampled", 1000), MemoryPeak(10, "pss_sampled", 20))
    trials = [build.trial(case, launch, memory=peak) for launch, peak in enumerate(peaks)]
    memory = summarise(build.plan(case), trials)[0].memory
    assert (memory.low_bytes, memory.low_estimator) == (10, "pss_sampled")


def test_inner_phases_are_per_call(build):
    case = build.case()
    trial = build.trial(case, seconds=(1.0, 1.0))
    inner = tuple(Phase("compute", at, at + 0.5) for at in (0.0, 1.0))
    trial = dataclasses.replace(trial, phases=trial.phases + inner)
    assert summarise(build.plan(case), [trial])[0].phase_seconds["compute"] == pytest.approx(0.5)


def test_trials_of_other_cases_are_left_out(build):
    case, stranger = build.case(1), Case("else")
    assert summarise(build.plan(case), [build.trial(case), build.trial(stranger)])[0].launches == 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.one_of(st.none(), st.floats(0.1, 10))), max_size=40))
def test_group_medians_are_those_of_statistics(pairs):
    codes = np.array([code for code, _ in pairs], dtype=np.intp)
    values = np.array([np.nan if value is None else value for _, value in pairs], dtype=float)
    low, middle, high = Groups(codes, 5).spreads(values)
    for group in range(5):
        known = [value for code, value in pairs if code == group and value is not None]
        if known:
            assert (low[group], middle[group], high[group]) == (min(known), pytest.approx(median(known)), max(known))
        else:
            assert np.isnan(middle[group])


def test_what_was_told_is_the_median_of_launches_between_the_ends(build):
    quiet, case = build.case(1), build.case(2)
    told = [{"steps": (1, 9, 2)}, {"steps": (4, 4, 4), "moved_bytes": (8.0,)}, {"steps": (3,)}, {}]
    trials = [build.trial(case, launch, figures=figures) for launch, figures in enumerate(told)]
    none, some = summarise(build.plan(quiet, case), [build.trial(quiet), *trials])
    assert none.figures == {}
    assert list(some.figures) == ["steps", "moved_bytes"]
    steps, moved = some.figures.values()
    assert (steps.value, steps.low, steps.high, steps.kind, steps.count) == (3.0, 2.0, 4.0, "range", 3)
    assert (moved.value, moved.low, moved.kind, moved.count) == (8.0, None, "point", 1)


def test_failed_launches_tell_nothing(build):
    case = build.case()
    assert summarise(build.plan(case), [build.trial(case, status="failed", figures={"steps": (1,)})])[0].figures == {}
