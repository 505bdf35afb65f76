"""Solvers & backends: which should I use? The answer, what time buys, where it goes, and whether cores pay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from dashboards import exhibits, filters, opening, reading, showing
from workbench.model.card_comparison import CardComparison, Prices
from workbench.model.report import Report, WorkloadSection
from workbench.reporting import choosing
from workbench.reporting.card_comparisons import base_sentence, comparison_columns, meaning, verdict
from workbench.reporting.charts.cost import cost_chart, cost_rows
from workbench.reporting.charts.pareto import pareto_chart
from workbench.reporting.charts.roofline import roofline_chart, roofline_rows
from workbench.reporting.charts.stacked import phase_rows, stacked_chart
from workbench.reporting.costing import cost_sentence
from workbench.reporting.escaping import markdown
from workbench.reporting.rooflines import MEANING, roofline_columns, roofline_lines, unplaced_sentence
from workbench.reporting.sortable import as_columns
from workbench.reporting.tables import interval_kinds
from workbench.reporting.trade_offs import TradeOff, front_lines, memory_trade_off, score_trade_off, trade_off_columns

HOUR = 3600.0
# Sentences on other sizes and budgets; a run of many cases has thousands.
BESIDE = 50


def main() -> None:
    """The page."""
    listing = reading.listing()
    run_at, *places = st.columns([3, 2, 3, 2])
    opened = opening.report(listing, where=run_at)
    if opened is None:
        return
    _, report = opened
    if not report.workloads:
        st.info("This run has no case yet.")
    else:
        _choice(report, places)


def _choice(report: Report, places: Sequence[Any]) -> None:
    sections = choosing.named(report.workloads)
    left, middle, right = places
    name = filters.one_of("Workload", "workload", list(sections), default=choosing.worth_asking(sections), where=left)
    whole = sections[name or next(iter(sections))]
    solvers = filters.several_of(
        "Solvers (none: all)", "solvers", choosing.solvers_of(whole), default=[], noun="solver", where=middle
    )
    backends = filters.several_of(
        "Backends (none: all)", "backends", choosing.backends_of(whole), default=[], noun="backend", where=right
    )
    section = choosing.narrowed(whole, solvers, backends, _devices(whole))
    if section is None:
        st.info("None of these solvers ran on these backends and devices.")
        return
    _answer(report, section)
    _trade_offs(section)
    _time(section)
    _cards(report, section)
    _roofline(report, section)
    _cases(section)


def _devices(whole: WorkloadSection) -> Sequence[str]:
    """A choice only where there is one."""
    devices = choosing.devices_of(whole)
    if len(devices) < 2:
        return ()
    return filters.several_of("Devices (none: all)", "devices", devices, default=[], noun="device")


def _answer(report: Report, section: WorkloadSection) -> None:
    st.markdown(f"#### {markdown(choosing.headline(section))}")
    if section.cost is not None:
        st.markdown(markdown(cost_sentence(section.cost)))
    worse = choosing.worse_in_score(section)
    if worse:
        st.markdown(f"{showing.SIGNS['warning']} {markdown(worse)}")
    told = [f"- {markdown(sentence)}" for sentence in choosing.beside(report, section)]
    if told:
        with st.expander(f"At other sizes and budgets ({len(told):,})"):
            st.markdown("\n".join(told[:BESIDE]))
            if len(told) > BESIDE:
                st.caption(f"{len(told) - BESIDE:,} more are in the run's report.")


def _trade_offs(section: WorkloadSection) -> None:
    found = [each for each in (score_trade_off(section), memory_trade_off(section)) if each is not None]
    if found:
        named: Sequence[str] = ()
        for column, trade_off in zip(st.columns(len(found), gap="large"), found, strict=True):
            with column:
                _trade_off(trade_off, trade_off.groups != named)
            named = trade_off.groups


def _trade_off(found: TradeOff, named: bool) -> None:
    """`named`: with what its colours and shapes mean, which the chart before it may have said already."""
    exhibits.chart(pareto_chart(found, named=named), trade_off_columns(found), f"{found.key}-against-time")
    st.caption("  \n".join(map(markdown, front_lines(found))))


def _time(section: WorkloadSection) -> None:
    parts = phase_rows(section)
    drawn: list[Any] = []
    if any(row["key"] != "work" for row in parts):
        drawn.append((stacked_chart(section), parts, "start-up-and-work"))
    calls = phase_rows(section, once=False)
    if calls:
        drawn.append((stacked_chart(section, once=False), calls, "transfers"))
    if section.cost is not None:
        drawn.append((cost_chart(section.cost), cost_rows(section.cost), "cost"))
    if drawn:
        columns = st.columns(min(2, len(drawn)), gap="large")
        for index, (chart, rows, key) in enumerate(drawn):
            with columns[index % 2]:
                exhibits.chart(chart, rows, key)


def _cards(report: Report, section: WorkloadSection) -> None:
    """Cards beside all cores, priced as the reader says."""
    shown = {row.case.id for row in section.rows}
    for found in report.cards:
        rows = tuple(row for row in found.rows if row.case.id in shown)
        if rows:
            _beside_cores(replace(found, rows=rows))


def _beside_cores(found: CardComparison) -> None:
    st.subheader("Cards beside all cores", anchor=False)
    st.markdown(markdown(f"{verdict(found)} {base_sentence(found)}"))
    core_at, card_at = st.columns(2)
    core = filters.slider("Pay per core-hour", "core-price", 0.01, 1.0, default=0.05, step=0.01, where=core_at)
    card = filters.slider("Pay per card-hour", "card-price", 0.1, 20.0, default=2.5, step=0.1, where=card_at)
    prices = Prices(core / HOUR, card / HOUR)
    exhibits.table(comparison_columns(found, prices), key="cards")
    for line in meaning(prices):
        st.caption(markdown(line))


def _roofline(report: Report, section: WorkloadSection) -> None:
    shown = {row.case.id for row in section.rows}
    points = [point for point in report.rooflines if point.case.id in shown]
    unplaced = unplaced_sentence(replace(report, workloads=(section,)))
    if unplaced:
        st.caption(markdown(unplaced))
    if not points:
        return
    if roofline_rows(points):
        exhibits.chart(roofline_chart(points), roofline_columns(points), "roofline")
    else:
        st.markdown("\n".join(f"- **{markdown(name)}**: {markdown(told)}" for name, told in roofline_lines(points)))
    st.caption(markdown(MEANING))


def _cases(section: WorkloadSection) -> None:
    rows = [row for row in section.rows if row.seconds is not None]
    if rows:
        st.subheader("All cases, best first", anchor=False)
        exhibits.table(as_columns(rows), key="cases")
        for meaning in interval_kinds(rows).values():
            st.caption(markdown(meaning))


main()
