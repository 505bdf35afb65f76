"""A check as JUnit XML."""

from __future__ import annotations

from workbench.model.gate import Check
from workbench.reporting.checking.sheet import check_sheet
from workbench.reporting.verdicts.junit import to_junit


def check_to_junit(check: Check) -> str:
    """A test case for each metric of each case: failed is a failure, undecided and incomparable are skipped."""
    return to_junit(check_sheet(check))
