from statistics import median

import pytest

from workbench.analysis import fit
from workbench.model.reading import Questions
from workbench.model.report import ScalingSection
from workbench.reporting import asking


@pytest.fixture
def measured(report, build):
    """The example's series, fitted for real: made-up fits have no data to read off."""
    return ScalingSection("waiting", report.scaling[0].case, fit(build.scaling().levels))


def test_a_deadline_is_answered_in_whole_workers_with_the_interval(measured, report):
    (told,) = asking.answerable(measured, report).answers(Questions(deadline_seconds=0.5))
    assert told.estimate.value == 5
    assert asking.headline(told).endswith("workers")
    assert "needed to finish within 500 ms" in told.sentence


def test_two_levels_answer_by_what_was_measured(measured, report, build):
    few = ScalingSection("waiting", measured.case, fit(build.scaling(counts=(1, 2)).levels))
    told = asking.answerable(few, report).answers(Questions(deadline_seconds=1.5, efficiency=0.5))
    assert [each.estimate.value for each in told] == [2, 2]
    assert told[0].sentence.startswith("Of those measured, 2 workers finish")


def test_start_up_of_the_run_is_paid_for(measured, report):
    found = asking.answerable(measured, report)
    assert found.facts.start_seconds
    free = asking.Answerable(measured, Questions(), found.ribbon)
    asked = Questions(price_per_core_second=1.0)
    assert found.answers(asked)[0].sentence != free.answers(asked)[0].sentence


def test_where_work_grows_nothing_is_answered(measured, report, build):
    weak = ScalingSection("waiting", measured.case, fit(build.scaling().levels, experiment="weak"))
    (told,) = asking.answerable(weak, report).answers(Questions(deadline_seconds=1.0))
    assert told.estimate is None
    assert asking.headline(told) == ""
    assert told.sentence == asking.GROWS


def test_deadlines_are_round_and_reach_from_below_the_fastest_to_the_slowest(measured):
    steps = asking.deadlines([measured])
    assert list(steps) == sorted(set(steps))
    fastest, slowest = (median(measured.scaling.levels[index].seconds) for index in (-1, 0))
    assert steps[0] < fastest < slowest <= steps[-1]
    assert asking.likely_deadline([measured]) in steps
