"""A check as Markdown."""

from __future__ import annotations

from workbench.model.gate import Check
from workbench.reporting.checking.sheet import check_sheet
from workbench.reporting.verdicts.markdown import LIMIT_BYTES, to_markdown


def check_to_markdown(check: Check, limit_bytes: int = LIMIT_BYTES) -> str:
    """For a job's summary or a comment on a pull request; its first line is the marker to find that comment by."""
    return to_markdown(check_sheet(check), limit_bytes)
