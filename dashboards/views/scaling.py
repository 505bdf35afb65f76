"""Scaling: how many workers are worth it? Launches, fitted laws and the sentence they support."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboards import reading, showing
from workbench.model.report import Report, ScalingSection
from workbench.reporting.certainty import certainty
from workbench.reporting.charts.scaling import scaling_chart
from workbench.reporting.escaping import markdown
from workbench.reporting.queries import Listing, Problem, run_label
from workbench.reporting.series import MEASURES, label, level_columns

# Series overlaid at first; as many as there are colours and shapes.
SERIES = 6
SENTENCES = 2


def main() -> None:
    """The page."""
    listing = reading.listing()
    if not listing.runs:
        showing.empty(reading.root())
        showing.problems(listing.problems)
        return
    report = _chosen_run(listing)
    if isinstance(report, Problem):
        showing.problems([report])
    elif not report.scaling:
        st.info("This run measured no case at more than one worker count, so there is no scaling to show.")
        st.code("workers = [1, 2, 4]", language="toml")
    else:
        _series(report)


def _chosen_run(listing: Listing) -> Report | Problem:
    labels = {run_label(entry): entry for entry in listing.runs}
    _unknown("run", "run", list(labels))
    chosen = st.selectbox("Run", list(labels), key="run", bind="query-params")
    return reading.report(labels[chosen].folder)


def _series(report: Report) -> None:
    sections = {label(section): section for section in report.scaling}
    names = list(sections)
    _unknown("series", "series", names)
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    chosen = left.multiselect("Series", names, default=names[:SERIES], key="series", bind="query-params")
    measure = right.segmented_control(
        "Show",
        list(MEASURES),
        default="speedup",
        required=True,
        format_func=lambda key: MEASURES[key].title,
        key="measure",
        bind="query-params",
    )
    shown = [sections[name] for name in chosen]
    if not shown:
        st.info("Choose at least one series.")
        return
    # Few sentences stand first; many would push the chart and its legend off the screen.
    if len(shown) <= SENTENCES:
        _sentences(shown)
    st.altair_chart(scaling_chart(shown, measure or "speedup"), key="chart")
    if len(shown) > SENTENCES:
        _sentences(shown)
    _levels(shown)


def _sentences(sections: Sequence[ScalingSection]) -> None:
    for section in sections:
        showing.told(section.title, section.sentence)


def _levels(sections: Sequence[ScalingSection]) -> None:
    for index, section in enumerate(sections):
        st.markdown(f"**{markdown(label(section))}**")
        showing.table(level_columns(section.scaling), key=f"levels-{index}")
        if certainty(section.scaling):
            st.caption(markdown(certainty(section.scaling)))
        showing.findings(section.scaling.findings)


def _unknown(parameter: str, noun: str, allowed: Sequence[str]) -> None:
    """Say which words of the link mean nothing here; the default is shown instead."""
    unknown = [value for value in st.query_params.get_all(parameter) if value not in allowed]
    for value in unknown:
        st.warning(f"The link names a {noun} that isn't here: {markdown(value[:120])}", icon=showing.SIGNS["warning"])


main()
