"""Runs: every run with its machine, environment and code, what failed and why, files to take away, and removal."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from dashboards import example, exhibits, filters, reading, showing
from workbench.reporting import naming
from workbench.reporting.condensing import condensed
from workbench.reporting.downloads import DOWNLOADS, Download
from workbench.reporting.escaping import markdown, plain
from workbench.reporting.queries import Listing, Problem, RunEntry
from workbench.reporting.runs import (
    Failure,
    Glance,
    failure_columns,
    glance,
    is_in_progress,
    remove,
    run_columns,
)

# Packages and cases stand in folded lists; beyond so many lines a search narrows them.
MANY = 12
LONGEST_LIST = 5_000


def main() -> None:
    """The page."""
    listing = reading.listing()
    _said()
    _unreadable(listing)
    if not listing.runs:
        showing.empty(reading.root())
        return
    _all(listing)
    entry = filters.run(listing)
    if entry is None:
        return
    found = reading.answer(glance, entry.folder)
    if isinstance(found, Problem):
        showing.problems([found])
        return
    _one(entry, found)


def _said() -> None:
    """What became of the run that was to be removed, told once."""
    told = st.session_state.pop("removed", None)
    if told is not None:
        st.success(markdown(told), icon=":material/delete:")


def _unreadable(listing: Listing) -> None:
    """Unreadable, half-written and foreign files, in a box of their own."""
    if not listing.problems:
        return
    count = len(listing.problems)
    noun = "1 folder can't be read as a run" if count == 1 else f"{count:,} folders can't be read as runs"
    with st.container(border=True):
        st.markdown(f"{showing.SIGNS['warning']} **{noun}; the others are shown.**")
        showing.problems(listing.problems[:MANY])
        if count > MANY:
            st.caption(f"and {count - MANY:,} more")


def _all(listing: Listing) -> None:
    words = filters.search("Find a run", "find") if len(listing.runs) > MANY else ""
    labels = [f"{entry.name} {entry.run_id} {entry.machine_id}" for entry in listing.runs]
    wanted = set(filters.matching(labels, words))
    shown = [entry for entry, label in zip(listing.runs, labels, strict=True) if label in wanted]
    if not shown:
        st.info("No run has these words in its suite, its id or its machine.")
        return
    exhibits.table(run_columns(shown, [showing.when(entry.created_at) for entry in shown]), key="runs")


def _one(entry: RunEntry, found: Glance) -> None:
    showing.heading(entry.name)
    busy = is_in_progress(entry.folder)
    state = " · being written now" if busy else "" if entry.recorded >= entry.planned else " · not finished"
    moment = showing.when(entry.created_at)
    st.caption(markdown(f"{moment} · {entry.recorded:,} of {entry.planned:,} trials{state} · run {entry.run_id}"))
    showing.problems(Problem(warning) for warning in condensed(found.warnings))
    if found.uncommitted:
        told = "The tree had uncommitted changes: no revision says what was measured."
        st.warning(told, icon=showing.SIGNS["warning"])
    if found.failures:
        noun = naming.launches(len(found.failures))
        st.error(f"{noun} went wrong: what they wrote stands below.", icon=showing.SIGNS["error"])
    left, right = st.columns(2)
    with left:
        exhibits.facts(found.facts)
    with right:
        _environments(found)
    _cases(found)
    _failures(found.failures)
    _downloads(entry)
    if example.shown_root() is None:
        _removal(entry, busy)


def _environments(found: Glance) -> None:
    for name, packages in found.environments:
        with st.expander(f"{markdown(name)}: {len(packages):,} packages"):
            st.code("\n".join(packages) or "none told", language=None)


def _cases(found: Glance) -> None:
    with st.expander(f"{len(found.cases):,} cases"):
        words = filters.search("Find a case", "case") if len(found.cases) > MANY else ""
        names = filters.matching(found.cases, words)
        st.caption(f"{len(names):,} of {len(found.cases):,}")
        st.dataframe({"case": names[:LONGEST_LIST]}, hide_index=True, key="cases", width="stretch")


def _failures(failures: Sequence[Failure]) -> None:
    if not failures:
        st.markdown(":material/check: Every launch that was made ended well.")
        return
    st.markdown(f"{showing.SIGNS['error']} **{naming.launches(len(failures))} did not end well**")
    exhibits.table(failure_columns(failures), key="failures")
    names = [each.name for each in failures]
    chosen = filters.one_of("What it wrote to standard error", "launch", names, noun="failed launch")
    told = next(each for each in failures if each.name == chosen)
    st.code(told.stderr_tail or "nothing", language=None, wrap_lines=True)


def _downloads(entry: RunEntry) -> None:
    with st.container(horizontal=True):
        for key, download in DOWNLOADS.items():
            st.download_button(
                download.title,
                data=_made(download, entry.folder),
                file_name=f"{entry.run_id}{download.suffix}",
                mime=download.mime,
                key=f"download-{key}",
                on_click="ignore",
                icon=":material/download:",
            )


def _made(download: Download, folder: str) -> Callable[[], bytes]:
    """Makes the file when it is asked for."""
    return lambda: download.make(folder)


def _removal(entry: RunEntry, busy: bool) -> None:
    with st.expander("Delete this run"):
        if busy:
            st.info("It is being written: it can be deleted once it has ended.")
            return
        st.markdown("Its folder goes, telemetry and profiles too. There is no way back. To confirm, type its id:")
        st.code(plain(entry.run_id), language=None)
        typed = st.text_input("The id of the run to delete", key=f"confirm-{entry.run_id}")
        if st.button("Delete", disabled=typed != entry.run_id, key="delete", type="primary"):
            problem = remove(reading.root(), entry)
            if problem is not None:
                showing.problems([problem])
                return
            st.session_state["removed"] = f"Run {entry.run_id} is deleted."
            st.rerun()


main()
