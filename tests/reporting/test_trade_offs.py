from dataclasses import replace

import pytest

from workbench.model.estimate import Estimate
from workbench.model.report import WorkloadSection
from workbench.reporting import trade_offs
from workbench.reporting.ranking import rank
from workbench.reporting.trade_offs import (
    front_lines,
    memory_trade_off,
    score_trade_off,
    trade_off_columns,
    trade_off_finding,
)


@pytest.fixture
def flights(report):
    return next(section for section in report.workloads if section.workload == "flights")


def section(rows):
    return WorkloadSection("flights", "flights", rank(rows).rows, "AUC")


def standing(found):
    return {point.name: point.standing for point in found.points}


def test_more_time_is_worth_it_only_where_the_score_is_really_better(flights):
    found = score_trade_off(flights)
    assert [point.name for point in found.front] == ["SGDClassifier", "LogisticRegression[lbfgs]"]
    assert [point.number for point in found.front] == [1, 2]
    assert standing(found)["LogisticRegression[saga]"] == "behind"
    assert trade_off_finding(found) == "More time buys a better AUC: 101 ms for 0.661, 424 ms for 0.710"


def test_scores_that_count_as_equal_lie_in_a_band(flights):
    found = score_trade_off(flights)
    assert (found.equal_from, found.equal_to) == (pytest.approx(0.7071), 0.7121)


def test_memory_is_held_against_time_among_equal_quality_only(flights):
    found = memory_trade_off(flights)
    assert standing(found)["SGDClassifier"] == "unequal"
    assert [point.name for point in found.front] == ["LogisticRegression[lbfgs]"]
    assert trade_off_finding(found).endswith("nothing slower of equal quality needs less memory")


def test_an_open_upper_end_of_memory_stays_open(flights):
    columns = trade_off_columns(memory_trade_off(flights))
    index = columns["case"].index("RandomForestClassifier · loky · 2 workers")
    assert columns["peak memory ≥"][index] == 812_000_000
    assert columns["peak memory ≤"][index] is None


def test_the_front_is_listed_as_numbered_and_what_is_open_is_counted(build):
    rows = [
        build.summary(build.case(), 0.4, 0.71, spread=0.2),
        build.summary(build.case("sklearn.LogisticRegression[saga]"), 0.45, 0.71, spread=0.2),
    ]
    lines = front_lines(score_trade_off(section(rows)))
    assert lines[0].startswith("1: LogisticRegression[lbfgs], 400 ms [320, 480], AUC 0.710")
    assert lines[1].startswith("1 case more may be")


def test_one_case_is_no_trade_off(build):
    assert score_trade_off(section([build.summary(build.case(), 0.4, 0.71)])) is None


def test_cases_without_a_score_have_no_score_chart(report):
    waiting = next(each for each in report.workloads if each.workload == "waiting")
    assert score_trade_off(waiting) is None
    assert {point.group for point in memory_trade_off(waiting).points} == {"threading"}


def test_so_many_cases_are_cut_but_never_the_front(build, monkeypatch):
    monkeypatch.setattr(trade_offs, "MOST_POINTS", 3)
    names = [f"sklearn.S[{index}]" for index in range(6)]
    rows = [build.summary(build.case(name), 0.1 * (1 + index), 0.5) for index, name in enumerate(names[:-1])]
    rows.append(build.summary(build.case(names[-1]), 5.0, 0.9))
    found = score_trade_off(section(rows))
    assert len(found.points) == 3
    assert [point.number for point in found.front] == [1, 2]
    assert any("3 slower ones are not drawn" in line for line in front_lines(found))


def test_beyond_six_solvers_the_rest_share_a_colour(build):
    rows = [build.summary(build.case(f"sklearn.S[{index}]"), 0.1 * (1 + index), 0.5) for index in range(8)]
    groups = score_trade_off(section(rows)).groups
    assert len(groups) == 6
    assert groups[-1] == "others"


def test_points_without_an_interval_claim_nothing(build):
    rows = [
        replace(build.summary(build.case(f"sklearn.S[{index}]"), seconds, 0.5), seconds=Estimate(seconds, None, None))
        for index, seconds in enumerate((0.1, 9.0))
    ]
    assert set(standing(score_trade_off(section(rows))).values()) == {"front", "open"}
