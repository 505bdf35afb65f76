"""Overview: what matters now? Where each suite stands against its baseline, worst first, and its best cases."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboards import details, leading, reading, showing, verdicts
from workbench.model.reason import brief
from workbench.model.report import WorkloadSection
from workbench.model.run import Machine
from workbench.model.summary import CaseSummary
from workbench.model.units import format_bytes
from workbench.reporting import naming
from workbench.reporting.condensing import condensed
from workbench.reporting.escaping import markdown, shortened
from workbench.reporting.fingerprints import fingerprint
from workbench.reporting.queries import Listing, Problem, RunEntry, latest_per_suite, run_label
from workbench.reporting.ranking import is_skipped
from workbench.reporting.run_histories import RecentRuns, history_of, line, recent_runs
from workbench.reporting.run_pairs import baseline
from workbench.reporting.standing import UNREADABLE, Standing, headline, sentence, standing_of, worst_first
from workbench.reporting.telling_changes import answer

# Suites shown at most (the newest), and in each: workloads, failed cases, runs in the small line.
SUITES = 20
WORKLOADS = 4
FAILURES = 2
NEWEST = 24
# More suites than this don't fit on the first screen: all verdicts then stand in a line above them.
FEW = 2
SHORT_NAME = 32


def main() -> None:
    """The page."""
    listing = reading.listing()
    if not listing.runs:
        showing.empty(reading.root())
        showing.problems(listing.problems)
        return
    latest = latest_per_suite(listing.runs)
    entries = latest[:SUITES]
    standings = [_standing(entry, listing) for entry in entries]
    words = [UNREADABLE if isinstance(found, Problem) else found.verdict for found in standings]
    recent = [reading.answer(recent_runs, *reading.suite(entry.name, NEWEST)) for entry in entries]
    regressed = [each.regression is not None for each in recent]
    st.markdown(f"#### {markdown(headline(words, sum(regressed)))}")
    places = worst_first(words, regressed)
    if len(entries) > FEW:
        _at_a_glance([(words[place], entries[place]) for place in places])
    for place in places:
        _suite(entries[place], standings[place], recent[place])
    if len(latest) > SUITES:
        st.caption(f"{len(latest) - SUITES} more suites have older runs only.")
    showing.problems(listing.problems)
    runs = "1 run" if len(listing.runs) == 1 else f"{len(listing.runs):,} runs"
    st.caption(
        markdown(
            f"{runs} in {reading.root()}. Each suite's latest run is held against its baseline: the newest earlier "
            "complete run of the suite on the same machine."
        )
    )


def _at_a_glance(standings: Sequence[tuple[str, RunEntry]]) -> None:
    """Each verdict with its suites, worst first: what stands further down the page is known from its top."""
    suites: dict[str, list[str]] = {}
    for word, entry in standings:
        suites.setdefault(word, []).append(shortened(entry.name, SHORT_NAME).strip())
    told = [f"{verdicts.badge(word)} {markdown(', '.join(names))}" for word, names in suites.items()]
    st.markdown(" &ensp; ".join(told))


def _standing(entry: RunEntry, listing: Listing) -> Standing | Problem:
    base = baseline(entry, listing.runs)
    folder = None if base is None else base.folder
    return reading.answer(standing_of, entry.folder, folder, "" if folder is None else fingerprint(folder))


def _suite(entry: RunEntry, found: Standing | Problem, recent: RecentRuns) -> None:
    with st.container(border=True, gap="xsmall"):
        name = f"**{markdown(shortened(entry.name, showing.NAME_WIDTH).strip())}**"
        if isinstance(found, Problem):
            st.markdown(f"{verdicts.badge(UNREADABLE)} {name}")
            showing.problems([found])
            return
        st.markdown(f"{verdicts.badge(found.verdict)} {name} — {markdown(sentence(found))}")
        _trail(recent, found)
        _best(found)
        _failures(found)
        showing.problems(Problem(warning) for warning in condensed(found.warnings))
        for note in found.header.plan.notes:
            st.caption(markdown(note))
        _links(entry, found)
        details.unfold(entry.folder, entry.run_id)


def _trail(recent: RecentRuns, found: Standing) -> None:
    """The slowdown that still stands in the latest runs, however long ago it came; else the line of the worst case."""
    if recent.regression is not None:
        history, change = recent.regression
        told = f"{shortened(history.title, 60)}: {answer(change, history)}"
        st.markdown(f"`{line(history)}` {verdicts.badge(change.verdict)} in its history — {markdown(told)}")
        return
    worst = found.worst
    past = None if worst is None else history_of(recent.suite, worst.metric.name, worst.case_id)
    if worst is not None and past is not None and len(past.points) > 1:
        told = f"{worst.metric.title} of {shortened(worst.case, 60)} over the last {len(past.points)} runs"
        st.markdown(f"`{line(past)}` :small[:gray[{markdown(told)}]]")


def _best(found: Standing) -> None:
    told = [section for section in found.workloads if section.answer is not None]
    for section in told[:WORKLOADS]:
        st.markdown(f"**{markdown(shortened(section.title, showing.NAME_WIDTH))}**: {markdown(section.answer or '')}")
    if len(told) > WORKLOADS:
        st.caption(f"and {len(told) - WORKLOADS:,} more workloads: see Solvers & backends.")


def _failures(found: Standing) -> None:
    rows = [(section, row) for section in found.workloads for row in section.rows if row.reasons]
    failed = [each for each in rows if not is_skipped(each[1])]
    skipped = len(rows) - len(failed)
    if failed:
        lines = [_failure(section, row) for section, row in failed[:FAILURES]]
        if len(failed) > FAILURES:
            lines.append(f"and {naming.cases(len(failed) - FAILURES)} more: see Run")
        for line in lines:
            st.markdown(f":red[{showing.SIGNS['error']}] {line}")
    if skipped:
        section, row = next(each for each in rows if is_skipped(each[1]))
        more = f", and {skipped - 1} more" if skipped > 1 else ""
        named = shortened(f"{section.title}, {naming.case_name(row.case)}", 2 * showing.NAME_WIDTH)
        st.caption(markdown(f"skipped: {named}: {brief(row.reasons[0])}{more}"))


def _failure(section: WorkloadSection, row: CaseSummary) -> str:
    counts = ", ".join(f"{count} {status.replace('_', ' ')}" for status, count in row.statuses.items())
    name = shortened(f"{section.title}, {naming.case_name(row.case)}", 2 * showing.NAME_WIDTH)
    return f"**{markdown(counts)}** — {markdown(f'{name}: {brief(row.reasons[0])}')}"


def _links(entry: RunEntry, found: Standing) -> None:
    label = run_label(entry)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if found.pair is not None:
            leading.to("compare", "Compare", run=label)
        leading.to("history", "History", suite=entry.name)
        leading.to("scaling", "How it scales", run=label)
        leading.to("solvers", "Solvers", run=label)
        leading.to("telemetry", "Telemetry", run=label)
        leading.to("runs", "Run", run=label)
        header = found.header
        recorded = f"{sum(found.statuses.values()):,} of {header.plan.planned_trials:,} trials"
        told = f"{showing.when(header.created_at)} · run {header.run_id} · {recorded} · {_machine(header.machine)}"
        st.caption(markdown(told))


def _machine(machine: Machine) -> str:
    cpus = f"{machine.usable_cpus} CPUs" if machine.usable_cpus else "CPUs unknown"
    memory = format_bytes(machine.memory_bytes) if machine.memory_bytes else "memory unknown"
    return f"{machine.cpu_model} · {cpus} · {memory}"


main()
