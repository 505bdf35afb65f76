"""How a page about one run begins: choose it, read it, and say what is missing where that fails."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboards import filters, reading, showing
from workbench.model.report import Report
from workbench.reporting.queries import Listing, Problem, RunEntry


def report(listing: Listing, default: int = 0, where: Any = st) -> tuple[RunEntry, Report] | None:
    """The run chosen of the list with its report; None, after saying why, where there is none to show."""
    entry = filters.run(listing, default=default, where=where)
    if entry is None:
        showing.empty(reading.root())
        showing.problems(listing.problems)
        return None
    found = reading.report(entry.folder)
    if isinstance(found, Problem):
        showing.problems([found])
        return None
    return entry, found
