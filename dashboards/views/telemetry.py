"""Telemetry: what limited this trial? The diagnosis with its evidence, then what it did over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboards import exhibits, filters, reading, showing
from workbench.reporting.charts.telemetry import panel_chart, phase_chart
from workbench.reporting.escaping import markdown, markdown_with_code
from workbench.reporting.queries import Problem
from workbench.reporting.telemetry import engine_figures, panel_findings, phase_figures, telling
from workbench.reporting.telemetry.bands import beginning
from workbench.reporting.telemetry.drawing import Drawing, Shown, band_rows, drawings, span_seconds
from workbench.reporting.telemetry.evidence import evidence
from workbench.reporting.telemetry.limits import limits
from workbench.reporting.telemetry.panels import PANELS
from workbench.reporting.telemetry.seeing import Seen, choices, seen

ZEROS = ("launch", "start", "warmup", "measure")
ONE, OTHER = "A", "B"


def main() -> None:
    """The page."""
    listing = reading.listing()
    if not listing.runs:
        showing.empty(reading.root())
        showing.problems(listing.problems)
        return
    shown = _shown()
    if not shown:
        return
    for name, trial in shown.items():
        _answer(trial, f"{name}: " if len(shown) > 1 else "")
    _curves(shown)
    for name, trial in shown.items():
        _record(trial, name, len(shown) > 1)


def _shown() -> dict[str, Seen]:
    """The trial chosen, and the one to be laid over it; what can't be read is said."""
    chosen = {ONE: _chosen("", "Trial")}
    if st.toggle("Lay another trial over it", key="overlay", bind="query-params"):
        chosen[OTHER] = _chosen("other-", "Other trial")
    showing.problems(each for each in chosen.values() if isinstance(each, Problem))
    return {name: each for name, each in chosen.items() if isinstance(each, Seen)}


def _chosen(prefix: str, label: str) -> Seen | Problem | None:
    """The trial that the page or its link asks for: run, case, launch."""
    run_at, case_at, launch_at = st.columns([2, 4, 1], vertical_alignment="bottom")
    entry = filters.run(reading.listing(), key=f"{prefix}run", label="Run", where=run_at)
    if entry is None:
        return None
    found = reading.answer(choices, entry.folder)
    if isinstance(found, Problem):
        return found
    if not found.cases:
        st.info("This run has no trials yet.")
        return None
    case = filters.one_of("Case", f"{prefix}case", list(found.cases), where=case_at)
    launches = found.cases[case or ""]
    launch = filters.one_of(label, f"{prefix}trial", list(launches), where=launch_at)
    return reading.answer(seen, entry.folder, found.case_ids[case or ""], launches[launch or ""])


def _answer(trial: Seen, prefix: str) -> None:
    """What limited it, on what evidence, and what to do."""
    label, sentence = telling.headline(trial)
    with st.container(border=True):
        st.markdown(f"#### {markdown(prefix + label)}")
        st.markdown(markdown_with_code(sentence))
        remedy = telling.remedy(trial)
        if remedy is not None:
            st.markdown(f"→ {markdown_with_code(remedy)}")
        for told in filter(None, (evidence(trial), *telling.others(trial))):
            st.caption(markdown(told))
        if trial.trial.stderr_tail:
            with st.expander("The end of what it wrote to standard error"):
                st.code(trial.trial.stderr_tail, language=None)


def _curves(shown: Mapping[str, Seen]) -> None:
    """The strip of phases, and a panel for each resource on which something happened."""
    for name, trial in shown.items():
        missing = telling.no_recording(trial)
        if missing is not None:
            told = f"{name}: {missing}" if len(shown) > 1 else missing
            st.caption(f"{showing.SIGNS['info']} {markdown_with_code(told)}")
    zero = filters.switch("Time 0 is the start of", "zero", _zeros(shown), default=_first_zero(shown))
    laid = [Shown(name, trial, _zero_seconds(trial, zero)) for name, trial in shown.items()]
    span, bands = span_seconds(laid), band_rows(laid)
    if bands:
        exhibits.drawn(phase_chart(bands, span, zero), "telemetry-phases", "The phases of the trial in time")
    drawn = drawings(laid)
    loud = [each for each in drawn if not panel_findings.is_quiet(each)]
    first, behind = laid[0].trial, [row for row in bands if row["trial"] == laid[0].name]
    for each in loud:
        found = panel_findings.finding(each.panel, shown)
        how = panel_findings.how_to_read(each, first)
        made = panel_chart(each, found, how, behind, span, zero, limits(each.panel, first), last=each is loud[-1])
        exhibits.drawn(made, _key(each), found)
    quiet = panel_findings.quiet_sentence([each for each in drawn if panel_findings.is_quiet(each)])
    if quiet:
        st.caption(markdown(quiet))
    if loud:
        with st.expander("Save the panels and their data"):
            for each in loud:
                exhibits.ways_out(each.curves, _key(each), each.panel.title)


def _key(drawing: Drawing) -> str:
    return f"telemetry-{drawing.panel.key.replace('_', '-')}"


def _zeros(shown: Mapping[str, Seen]) -> Sequence[str]:
    """The moments that all trials have: the launch, and phases."""
    return [
        name
        for name in ZEROS
        if name == "launch" or all(beginning(trial.trial.phases, name) is not None for trial in shown.values())
    ]


def _first_zero(shown: Mapping[str, Seen]) -> int:
    """Two trials are laid on one another by what is measured; one begins at its launch."""
    zeros = _zeros(shown)
    return zeros.index("measure") if len(shown) > 1 and "measure" in zeros else 0


def _zero_seconds(trial: Seen, zero: str) -> float:
    return 0.0 if zero == "launch" else beginning(trial.trial.phases, zero) or 0.0


def _record(trial: Seen, name: str, several: bool) -> None:
    """What its record says: phases, how it was watched, what could not be observed."""
    st.subheader(f"{name}: phases" if several else "Phases", anchor=False)
    columns = phase_figures.phase_columns(trial.trial)
    if columns["phase"]:
        exhibits.figures_in_order(columns, key=f"phases-{name}", quantities=phase_figures.QUANTITIES)
    _engine(trial, name, several)
    st.caption(markdown(telling.watched(trial.trial)))
    reasons = telling.reasons(PANELS, trial)
    if reasons:
        st.caption(markdown("Not observed: " + " · ".join(reasons)))


def _engine(trial: Seen, name: str, several: bool) -> None:
    """What the engine of its cluster counted by itself."""
    counted = engine_figures.engine_columns(trial.trial)
    if counted:
        st.subheader(f"{name}: the engine's own numbers" if several else "The engine's own numbers", anchor=False)
        exhibits.figures_in_order(counted, key=f"engine-{name}", quantities={})
    reasons = engine_figures.unavailable(trial.trial)
    if reasons:
        st.caption(markdown("The engine's own numbers: " + " · ".join(reasons)))


main()
