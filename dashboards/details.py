"""What is known of a run beneath its answers: findings, what held cases back, every case. Read when it is opened."""

from __future__ import annotations

import streamlit as st

from dashboards import exhibits, reading, showing
from workbench.model.report import Report, WorkloadSection
from workbench.reporting import naming
from workbench.reporting.causes import cause_groups
from workbench.reporting.escaping import markdown, shortened
from workbench.reporting.queries import Problem
from workbench.reporting.sortable import as_columns
from workbench.reporting.tables import interval_kinds

MOST_ROWS = 500
MOST_SECTIONS = 6


def unfold(folder: str, run_id: str) -> None:
    """A line to open; nothing of the run is read before."""
    key = f"more-{run_id}"
    more = st.expander("Findings, what held cases back, every case", key=key, on_change="rerun", bind="query-params")
    if not more.open:
        return
    with more:
        report = reading.report(folder)
        if isinstance(report, Problem):
            showing.problems([report])
        else:
            _report(report, key)


def _report(report: Report, key: str) -> None:
    showing.findings(report.findings)
    for group in cause_groups(report):
        remedy = "" if group.remedy is None else f" → {group.remedy}"
        showing.told(group.label, group.text + remedy)
    for index, section in enumerate(report.workloads[:MOST_SECTIONS]):
        _cases(section, f"{key}-{index}")
    if len(report.workloads) > MOST_SECTIONS:
        st.caption(f"and {len(report.workloads) - MOST_SECTIONS:,} more workloads: see Solvers & backends.")


def _cases(section: WorkloadSection, key: str) -> None:
    rows = [row for row in section.rows if row.seconds is not None][:MOST_ROWS]
    if not rows:
        return
    title = markdown(shortened(section.title, showing.NAME_WIDTH))
    st.markdown(f"**{title}**: {naming.cases(len(rows))}, best first")
    exhibits.table(as_columns(rows), key)
    for meaning in interval_kinds(rows).values():
        st.caption(markdown(meaning))
