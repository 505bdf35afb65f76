from dataclasses import replace

import pytest

from workbench.analysis.sizes.answering import size_laws
from workbench.model.plan import Plan, PlannedCase
from workbench.model.run import Run
from workbench.model.trial import MemoryPeak
from workbench.reporting import holding
from workbench.reporting.assembly import build_report

ROWS = (10_000, 20_000, 40_000, 80_000)
WOBBLE = (1.0, 1.001, 0.999, 1.0)


@pytest.fixture
def sized(build):
    """A report of solvers at several sizes, whose peak is a base and so many bytes a row."""

    def made(bytes_a_row, rows=ROWS):
        run, cases, trials = build.run(), [], []
        pattern = run.trials[0]
        reference = run.header.plan.cases[0]
        for solver, slope in bytes_a_row.items():
            for count in rows:
                case = build.case(solver, rows=count)
                cases.append(PlannedCase(case, reference.workload, reference.backend, data_bytes=800 * count))
                for launch, wobble in enumerate(WOBBLE):
                    peak = int((2e8 + slope * count) * wobble)
                    trials.append(
                        replace(
                            pattern,
                            trial_id=f"{case.id}-{launch:03d}",
                            case_id=case.id,
                            launch=launch,
                            memory=MemoryPeak(int(peak * 0.98), "pss_sampled", peak, "vmhwm"),
                        )
                    )
        header = replace(run.header, plan=Plan("sized", tuple(cases), run.header.plan.measure))
        return build_report(Run(header, tuple(trials), "results/sized"))

    return made


def test_the_hungriest_stops_fitting_first_and_the_answer_says_how_far_that_is_extrapolated(sized):
    report = sized({"sklearn.A": 8000, "sklearn.B": 2000})
    cases = holding.sized_cases(report)
    assert [each.name for each in cases] == ["A", "B"]
    told = holding.fitting(cases)
    # (16.5e9 − 2e8) / 8000 = 2.04 million rows.
    assert told.startswith("A fits up to rows = 2.0")
    assert "B goes furthest, to rows = 8." in told
    assert "extrapolated 2" in told
    assert "beyond the 80,000 measured" in told
    assert holding.outgrown(cases).startswith("A outgrows 16.5 GB at rows = 2.0")


def test_those_that_can_not_be_told_apart_are_counted_together(sized):
    cases = holding.sized_cases(sized({"sklearn.A": 8000, "sklearn.B": 8001}))
    assert "and 1 more fit up to" in holding.fitting(cases)


def test_every_size_of_a_case_has_its_peak_with_both_ends(sized):
    (case,) = holding.sized_cases(sized({"sklearn.A": 8000}))
    assert [size for size, _ in case.peaks] == list(ROWS)
    assert all(row.memory.low_bytes < row.memory.high_bytes for _, row in case.peaks)


def test_two_sizes_tell_no_law_and_which_to_measure(sized):
    cases = holding.sized_cases(sized({"sklearn.A": 8000}, rows=ROWS[:2]))
    assert holding.fitting(cases) == ""
    assert holding.to_measure(cases) == "Measure rows = 40,000 as well: a law of memory takes three sizes."
    assert "no law, for" in holding.law_columns(cases)


def test_three_sizes_need_no_more(sized):
    assert holding.to_measure(holding.sized_cases(sized({"sklearn.A": 8000}))) == ""


def test_one_size_says_what_to_write_into_the_suite(report):
    flights, waiting = report.workloads
    assert "rows = [12_500, 25_000, 50_000]" in holding.sizes_to_measure(flights)
    assert holding.sizes_to_measure(waiting).endswith("three sizes or more.")


def test_peaks_stand_beside_the_memory_there_is_hungriest_first(report):
    found = holding.peaks(report.workloads[0], report.header.machine)
    assert found[0].name == "RandomForestClassifier · loky · 2 workers"
    assert found[0].high is None
    assert all(peak.limit == report.header.machine.memory_bytes for peak in found)
    assert "needs most: ≥ 812 MB, at least 4.9 % of 16.5 GB (the machine's memory)" in holding.peak_finding(found)


def test_sections_without_a_peak_are_left_out(report):
    bare = replace(report.workloads[0], rows=tuple(replace(row, memory=None) for row in report.workloads[0].rows))
    assert list(holding.sections_with_peaks(replace(report, workloads=(bare, report.workloads[1])))) == ["waiting"]


def test_a_report_of_one_size_has_no_sized_case(report):
    assert holding.sized_cases(report) == ()
    assert size_laws(report.header.plan, (), report.header.machine).series == ()


def test_the_hungriest_workload_is_shown_first(report):
    flights, waiting = report.workloads
    assert holding.hungriest({"waiting": [waiting], "flights": [flights]}) == 1
