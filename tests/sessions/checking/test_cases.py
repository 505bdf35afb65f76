"""How one case of a check comes out of launches that did not go as they should."""

from __future__ import annotations

import pytest

from workbench.analysis.case_names import CaseNames
from workbench.model.case import Case
from workbench.model.gate import INCOMPARABLE, PASSED, GateRule
from workbench.model.plan import Plan, PlannedCase, PluginReference
from workbench.model.trial import FAILED, OK, TIMEOUT, Score, TrialRecord
from workbench.sessions.checking import rows
from workbench.sessions.checking.cases import CheckedLaunches, Pair, Rules

WORKLOAD = PluginReference("workload", "waiting", "workbench.workloads.waiting", "PLUGIN")
CASE = Case("waiting", solver="mine")
NAN = float("nan")


def record(number, status=OK, score=0.9, seconds=1.0, **changes):
    measured = {"wall_seconds": (seconds,), "score": Score("accuracy", score, True, 0.01)} if status == OK else {}
    return TrialRecord(f"{CASE.id}-{number:03d}", CASE.id, number, status, 1.0, 1.0, **{**measured, **changes})


def launched(*pairs, metrics=("time", "score")):
    """A case after these pairs of records; launching ends where it is decided or given up."""
    planned = PlannedCase(CASE, WORKLOAD, WORKLOAD)
    case = CheckedLaunches(planned, Plan("own", (planned,)), Rules(GateRule(), metrics, len(metrics)))
    for base, head in pairs:
        if case.is_open:
            case.add(Pair(base, head, 2.0), affordable=200)
    case.close()
    return case


def told(case):
    return {row.metric.name: row for row in rows.rows_of(case, "mine")}


def steady(count, base=None, head=None):
    return [
        (record(number, seconds=1 + 0.001 * (number % 3), **(base or {})),
         record(number, seconds=1 + 0.001 * ((number + 1) % 3), **(head or {})))
        for number in range(1, count + 1)
    ]  # fmt: skip


@pytest.mark.parametrize(("side", "name"), [("base", "BASE"), ("head", "HEAD")])
def test_a_score_that_is_no_number_is_told_of_its_side_and_the_time_is_still_judged(side, name):
    found = told(launched(*steady(20, **{side: {"score": NAN}})))
    assert found["time"].outcome == PASSED
    assert (found["score"].outcome, found["score"].reason) == (INCOMPARABLE, f"{name} has no score that is a number")


def test_a_single_score_that_is_no_number_leaves_out_that_pair_alone():
    pairs = steady(20)
    pairs[2] = (pairs[2][0], record(3, score=NAN))
    found = told(launched(*pairs))
    assert found["score"].outcome == PASSED == found["time"].outcome
    assert found["score"].pairs < found["time"].pairs + 2


def test_sides_that_read_other_data_are_given_up_after_one_pair():
    case = launched(*steady(20, base={"data_hash": "a"}, head={"data_hash": "b"}))
    (row,) = told(case).values()
    assert (row.outcome, row.reason, len(case.pairs)) == (INCOMPARABLE, "the two sides read other data", 1)


@pytest.mark.parametrize(
    ("base", "head", "said"),
    [
        (OK, TIMEOUT, "HEAD fails where BASE works: took longer than 1 s"),
        (TIMEOUT, OK, "BASE fails where HEAD works: took longer than 1 s"),
        (TIMEOUT, TIMEOUT, "both sides fail; HEAD: took longer than 1 s"),
    ],
)
def test_a_timeout_costs_one_pair_and_says_whose_it_is(base, head, said):
    pairs = [
        tuple(record(number, status, reason="took longer than 1 s") for status in (base, head))
        for number in range(1, 9)
    ]
    case = launched(*pairs)
    (row,) = told(case).values()
    assert (row.outcome, row.reason, len(case.pairs)) == (INCOMPARABLE, said, 1)
    assert rows.failed_launches([case]) == (head == TIMEOUT)
    (finding,) = rows.failure_findings([case], CaseNames([CASE]))
    assert finding.severity == ("error" if (base, head) == (OK, TIMEOUT) else "warning")


def test_one_failed_launch_is_made_up_for_and_still_counted():
    pairs = steady(20)
    pairs[1] = (pairs[1][0], record(2, FAILED, reason="ValueError: once"))
    case = launched(*pairs)
    assert {row.outcome for row in told(case).values()} == {PASSED}
    assert rows.failed_launches([case]) == 1
