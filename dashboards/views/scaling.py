"""Scaling: how many workers are worth it? Launches, fitted laws and the sentence they support."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboards import exhibits, filters, reading, showing
from workbench.model.report import Report, ScalingSection
from workbench.reporting.certainty import certainty
from workbench.reporting.charts.scaling import scaling_chart
from workbench.reporting.escaping import markdown
from workbench.reporting.queries import Problem
from workbench.reporting.series import MEASURES, label, launch_rows, level_columns

# Series overlaid at first; as many as there are colours and shapes.
SERIES = 6
SENTENCES = 2
TITLES = {measure.title: key for key, measure in MEASURES.items()}


def main() -> None:
    """The page."""
    listing = reading.listing()
    entry = filters.run(listing)
    if entry is None:
        showing.empty(reading.root())
        showing.problems(listing.problems)
        return
    report = reading.report(entry.folder)
    if isinstance(report, Problem):
        showing.problems([report])
    elif not report.scaling:
        st.info("This run measured no case at more than one worker count, so there is no scaling to show.")
        st.code("workers = [1, 2, 4]", language="toml")
    else:
        _series(report)


def _series(report: Report) -> None:
    sections = {label(section): section for section in report.scaling}
    names = list(sections)
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    chosen = filters.several_of("Series", "series", names, default=names[:SERIES], where=left)
    measure = TITLES[filters.switch("Show", "measure", list(TITLES), where=right)]
    shown = [sections[name] for name in chosen]
    if not shown:
        st.info("Choose at least one series.")
        return
    # Few sentences stand first; many would push the chart and its legend off the screen.
    if len(shown) <= SENTENCES:
        _sentences(shown)
    exhibits.chart(scaling_chart(shown, measure), launch_rows(shown, MEASURES[measure]), "scaling")
    if len(shown) > SENTENCES:
        _sentences(shown)
    _levels(shown)


def _sentences(sections: Sequence[ScalingSection]) -> None:
    for section in sections:
        showing.told(section.title, section.sentence)


def _levels(sections: Sequence[ScalingSection]) -> None:
    for index, section in enumerate(sections):
        st.markdown(f"**{markdown(label(section))}**")
        exhibits.table(level_columns(section.scaling), key=f"levels-{index}")
        if certainty(section.scaling):
            st.caption(markdown(certainty(section.scaling)))
        showing.findings(section.scaling.findings)


main()
