"""Where a suite stands."""

from dataclasses import replace

import pytest

from workbench.model.trial import FAILED
from workbench.reporting.queries import Problem
from workbench.reporting.standing import headline, sentence, standing_of, worst_first
from workbench.store.writer import RunWriter


@pytest.fixture
def stored(tmp_path):
    def written(run):
        with RunWriter.create(str(tmp_path), run.header) as writer:
            for trial in run.trials:
                writer.append(trial)
        return writer.folder

    return written


def later(run, factor=1.0, **header):
    first = run.header.plan.cases[0].case.id
    trials = tuple(
        replace(each, wall_seconds=tuple(factor * value for value in each.wall_seconds))
        if each.case_id == first
        else each
        for each in run.trials
    )
    return replace(run, header=replace(run.header, run_id="20260402-120000-late", **header), trials=trials)


def test_a_slowdown_is_told_with_case_ratio_and_interval(run, stored):
    found = standing_of(stored(later(run, 1.5)), stored(run))
    assert found.verdict == "slower"
    assert sentence(found).startswith("flights: LogisticRegression[lbfgs], time 1.50× [")
    assert "of its baseline (1 slower" in sentence(found)
    assert found.failures == 6


def test_no_baseline_and_no_data_are_said(run, build, stored):
    alone = standing_of(stored(run), None)
    assert (alone.verdict, alone.worst) == ("no baseline", None)
    assert "no earlier complete run" in sentence(alone)
    broken = standing_of(stored(build.run(broken=True, run_id="20260403-120000-brkn")), stored(later(run)))
    assert broken.verdict == "no data"
    assert "no launch of its latest run ended well" in sentence(broken)


def test_another_machine_is_incomparable_with_its_reason(run, stored):
    elsewhere = replace(run.header.machine, id="other-1a2b3c", logical_cpus=64)
    found = standing_of(stored(later(run, machine=elsewhere)), stored(run))
    assert found.verdict == "incomparable"
    assert "logical cpus 2 and 64" in sentence(found)


def test_what_failed_still_has_its_best_cases(run, stored):
    first = run.header.plan.cases[0].case.id
    broken = replace(run, trials=tuple(replace(t, status=FAILED) if t.case_id == first else t for t in run.trials))
    found = standing_of(stored(broken), None)
    assert any("LogisticRegression[saga]" in (section.answer or "") for section in found.workloads)


def test_a_folder_that_is_no_run_is_a_problem(tmp_path):
    assert isinstance(standing_of(str(tmp_path / "gone"), None), Problem)


def test_the_headline_counts_what_needs_a_person_first():
    assert headline(["same", "slower", "undecided", "worse"]) == (
        "2 of 4 suites got slower or worse, 1 is undecided, 1 is the same"
    )
    assert headline(["no baseline"]) == "1 suite without a baseline: what is best is known, what changed is not yet"
    assert headline(["no baseline", "same"]) == "1 of 2 suites has no baseline, 1 is the same"
    assert headline(["same", "same"], 1) == "2 of 2 suites are the same; 1 slowdown in the history still stands"


def test_a_slowdown_that_still_stands_comes_right_after_those_of_now():
    words = ["same", "undecided", "slower", "same"]
    assert worst_first(words, [True, False, False, False]) == [2, 0, 1, 3]
