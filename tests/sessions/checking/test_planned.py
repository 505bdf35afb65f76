"""What both sides of a check have in common."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workbench.errors import NothingToDecide
from workbench.model.case import Case
from workbench.model.plan import Plan, PlannedCase, PluginReference
from workbench.sessions.checking.planned import Planned, matched_plans, side_named

WORKLOAD = PluginReference("workload", "waiting", "workbench.workloads.waiting", "PLUGIN")
FIRST, SECOND = (PlannedCase(Case("waiting", backend=name), WORKLOAD, WORKLOAD) for name in ("loky", "ray"))
NAMES = ("main (1a)", "working tree (1a + changes)")


def planned(*cases, own=None):
    return Planned(Plan("own", cases), {}, own)


def skipped(case):
    return replace(case, skip_reason="needs ray: pip install ray")


def test_where_all_cases_are_skipped_nothing_is_left_and_the_reason_is_told():
    with pytest.raises(NothingToDecide, match="no case to check: needs ray: pip install ray"):
        matched_plans(planned(skipped(SECOND)), planned(skipped(SECOND)), NAMES)


def test_what_is_skipped_on_one_side_is_told_and_the_rest_checked():
    found = matched_plans(planned(FIRST, SECOND), planned(FIRST, skipped(SECOND)), NAMES)
    assert found.head.cases == (FIRST,)
    assert [finding.code for finding in found.findings] == ["skipped"]


def test_a_case_that_only_the_base_suite_names_is_told():
    found = matched_plans(planned(FIRST, own=Plan("own", (FIRST, SECOND))), planned(FIRST), NAMES)
    (finding,) = found.findings
    assert finding.message == "1 case only in BASE (waiting: ray · 1 worker): HEAD's suite no longer names it."
    assert finding.case_ids == (SECOND.case.id,)


@pytest.mark.parametrize(
    ("side", "name", "told"),
    [
        ("HEAD", "HEAD (1a)", "HEAD (1a)"),
        ("BASE", "HEAD (1a)", "BASE, HEAD (1a)"),
        ("HEAD", NAMES[1], f"HEAD, {NAMES[1]}"),
    ],
)
def test_a_side_is_named_once(side, name, told):
    assert side_named(side, name) == told
