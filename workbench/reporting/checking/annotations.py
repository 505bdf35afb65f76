"""A check as annotations on GitHub."""

from __future__ import annotations

from workbench.model.gate import Check
from workbench.reporting.checking.sheet import check_sheet
from workbench.reporting.verdicts.annotations import to_annotations


def check_to_annotations(check: Check) -> str:
    """Workflow commands to print in the step of a job, ten at most; empty where all passed."""
    return to_annotations(check_sheet(check))
