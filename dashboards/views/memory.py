"""Memory: will it fit? Peaks over the size of the data beside the memory there is, and the largest size that fits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboards import exhibits, filters, opening, reading, showing
from workbench.model.report import Report, WorkloadSection
from workbench.model.sizes import DATA
from workbench.reporting import choosing, holding, naming
from workbench.reporting.charts.memory import memory_chart, size_rows
from workbench.reporting.charts.peaks import peak_chart, peak_rows
from workbench.reporting.escaping import markdown, markdown_with_code, plain
from workbench.reporting.holding import SizedCase
from workbench.reporting.queries import Problem

# Cases overlaid at first; as many as there are colours and shapes.
CASES = 6
MACHINE, CARD = "the machine", "one card"


def main() -> None:
    """The page."""
    listing = reading.listing()
    run_at, workload_at, cases_at = st.columns([3, 2, 4])
    newest = reading.newest_with(listing.runs, lambda report: report.sizes.series)
    opened = opening.report(listing, newest, run_at)
    if opened is None:
        return
    entry, report = opened
    sections = holding.sections_with_peaks(report)
    if not sections:
        st.info("No launch of this run recorded its peak memory, so nothing can be said of what fits.")
        return
    sized = reading.answer(_sized, entry.folder)
    workload = filters.one_of(
        "Workload",
        "memory-of",
        list(sections),
        default=holding.hungriest(sections),
        noun="workload",
        where=workload_at,
    )
    of_workload = sections[workload or next(iter(sections))]
    name = of_workload[0].workload
    cases = [each for each in sized if each.series.case.workload == name]
    on_cards = [each for each in reading.answer(_sized_on_cards, entry.folder) if each.series.case.workload == name]
    if on_cards and filters.switch("Memory of", "memory-at", [MACHINE, CARD], where=workload_at) == CARD:
        _sizes(on_cards, cases_at)
    elif cases:
        _sizes(cases, cases_at)
    _one_size(of_workload, report, bool(cases))


def _sized(folder: str) -> tuple[SizedCase, ...]:
    report = reading.report(folder)
    return () if isinstance(report, Problem) else holding.sized_cases(report)


def _sized_on_cards(folder: str) -> tuple[SizedCase, ...]:
    report = reading.report(folder)
    return () if isinstance(report, Problem) else holding.cases_on_cards(report)


def _sizes(cases: Sequence[SizedCase], where: Any) -> None:
    """One chart for all that are told against the same thing."""
    named = {each.name: each for each in cases}
    chosen = filters.several_of("Cases", "cases", list(named), default=list(named)[:CASES], where=where)
    shown = [named[name] for name in chosen]
    if not shown:
        st.info("Choose at least one case.")
        return
    for sentence in filter(None, (holding.fitting(shown), holding.to_measure(shown))):
        st.markdown(f"#### {markdown(sentence)}")
    grouped = dict.fromkeys(each.law.against for each in shown)
    for against in grouped:
        alike = [each for each in shown if each.law.against == against]
        # The heading says what is outgrown first; charts of several kinds of size say it each for its own.
        finding = (
            f"Peak memory by {'size of data' if against == DATA else plain(against)}, up to what there is"
            if len(grouped) == 1
            else ""
        )
        exhibits.chart(memory_chart(alike, finding), size_rows(alike), f"memory-over-{len(against)}")
    exhibits.table(holding.law_columns(shown), key="laws")
    with st.expander("In words"):
        for each in shown:
            showing.told(each.name, each.sentence)


def _one_size(sections: Sequence[WorkloadSection], report: Report, has_sizes: bool) -> None:
    names = choosing.named(sections)
    title = (
        filters.one_of("At one size", "size", list(names), default=len(names) - 1)
        if len(names) > 1
        else next(iter(names))
    )
    section = names[title or next(iter(names))]
    found = holding.peaks(section, report.header.machine)
    if not has_sizes:
        st.markdown(f"#### {markdown(holding.peak_finding(found))}.")
        st.markdown(markdown_with_code(holding.sizes_to_measure(section)))
    # Where the heading says which needs most, the chart says what it shows.
    finding = "" if has_sizes else f"Peak memory of {naming.cases(len(found))} beside what there is"
    exhibits.chart(peak_chart(found, finding), peak_rows(found), "peaks")


main()
