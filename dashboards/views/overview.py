"""Overview: what matters now? The latest run of each suite with its answers, what failed, and where it ran."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboards import exhibits, reading, showing
from workbench.model.reason import brief
from workbench.model.report import Report, ScalingSection, WorkloadSection
from workbench.model.run import Machine
from workbench.model.summary import CaseSummary
from workbench.model.units import format_bytes
from workbench.reporting import naming
from workbench.reporting.causes import cause_groups
from workbench.reporting.condensing import condensed
from workbench.reporting.escaping import markdown, shortened
from workbench.reporting.queries import Listing, Problem, latest_per_suite, run_label
from workbench.reporting.ranking import is_skipped
from workbench.reporting.sortable import as_columns
from workbench.reporting.tables import interval_kinds

# Suites shown at most (the newest), and failed cases in each.
SUITES = 20
FAILURES = 3


def main() -> None:
    """The page."""
    listing = reading.listing()
    if listing.runs:
        latest = latest_per_suite(listing.runs)
        for entry in latest[:SUITES]:
            _suite(entry.folder, run_label(entry))
        if len(latest) > SUITES:
            st.caption(f"{len(latest) - SUITES} more suites have older runs; Scaling lists every run.")
    else:
        showing.empty(reading.root())
    showing.problems(listing.problems)
    st.caption(markdown(_source(listing)))


def _suite(folder: str, label: str) -> None:
    report = reading.report(folder)
    with st.container(border=True):
        if isinstance(report, Problem):
            showing.heading(label)
            showing.problems([report])
            return
        header = report.header
        showing.heading(header.plan.name)
        st.caption(markdown(f"{showing.when(header.created_at)} · {naming.progress(report)} · run {header.run_id}"))
        _answers(report)
        _failures(report)
        showing.problems(Problem(warning) for warning in condensed(report.warnings))
        for note in header.plan.notes:
            st.caption(markdown(note))
        if report.scaling:
            st.page_link(
                "views/scaling.py", label="How it scales", icon=":material/show_chart:", query_params={"run": label}
            )
        _two_levels([scaled for scaled in report.scaling if len(scaled.scaling.levels) == 2])
        for index, section in enumerate(report.workloads):
            _cases(section, f"{header.run_id}-{index}")
        _causes(report)
        _findings(report)
        st.caption(markdown(_machine(header.machine)))


def _answers(report: Report) -> None:
    for section in report.workloads:
        if section.answer is not None:
            showing.told(section.title, section.answer)
    for scaled in report.scaling:
        if len(scaled.scaling.levels) > 2:
            showing.told(scaled.title, scaled.sentence)


def _two_levels(sections: Sequence[ScalingSection]) -> None:
    """Series that can't tell a law yet: there for who asks."""
    if not sections:
        return
    with st.expander(f"Scaling of {len(sections)} series measured at two worker counts only"):
        for scaled in sections:
            showing.told(scaled.title, scaled.sentence)


def _failures(report: Report) -> None:
    told = [(section, row) for section in report.workloads for row in section.rows if row.reasons]
    for section, row in (each for each in told if is_skipped(each[1])):
        st.caption(markdown(f"skipped: {section.title}, {naming.case_name(row.case)}: {brief(row.reasons[0])}"))
    rows = [each for each in told if not is_skipped(each[1])]
    if not rows:
        return
    lines = [_failure(section, row) for section, row in rows[:FAILURES]]
    if len(rows) > FAILURES:
        lines.append(f"- and {len(rows) - FAILURES} more cases")
    st.error("Not every launch ended well:\n" + "\n".join(lines), icon=showing.SIGNS["error"])


def _failure(section: WorkloadSection, row: CaseSummary) -> str:
    counts = ", ".join(f"{count} {status.replace('_', ' ')}" for status, count in row.statuses.items())
    name = shortened(f"{section.title}, {naming.case_name(row.case)}", 2 * showing.NAME_WIDTH)
    return f"- {markdown(f'{name}: {counts}: {brief(row.reasons[0])}')}"


def _causes(report: Report) -> None:
    groups = cause_groups(report)
    if not groups:
        return
    with st.expander("What held each case back"):
        for group in groups:
            remedy = "" if group.remedy is None else f" → {group.remedy}"
            showing.told(group.label, group.text + remedy)


def _findings(report: Report) -> None:
    found = report.findings
    if not found:
        return
    serious = sum(finding.severity != "info" for finding in found)
    noun = "1 finding" if len(found) == 1 else f"{len(found)} findings"
    told = f"{noun}, {serious} to look at" if serious else noun
    with st.expander(told, icon=showing.SIGNS["warning" if serious else "info"]):
        showing.findings(found)


def _cases(section: WorkloadSection, key: str) -> None:
    rows = [row for row in section.rows if row.seconds is not None]
    if not rows:
        return
    with st.expander(
        f"{markdown(shortened(section.title, showing.NAME_WIDTH))}: {naming.cases(len(rows))}, best first"
    ):
        exhibits.table(as_columns(rows), key=key)
        for meaning in interval_kinds(rows).values():
            st.caption(markdown(meaning))


def _machine(machine: Machine) -> str:
    cpus = f"{machine.usable_cpus} CPUs" if machine.usable_cpus else "CPUs unknown"
    memory = format_bytes(machine.memory_bytes) if machine.memory_bytes else "memory unknown"
    return f"{machine.cpu_model} · {cpus} · {memory} · {machine.system}"


def _source(listing: Listing) -> str:
    runs = "1 run" if len(listing.runs) == 1 else f"{len(listing.runs):,} runs"
    return f"{runs} in {reading.root()}"


main()
