"""History: since when is it so? Every case of a suite over its runs, changes first, then one of them in full."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboards import exhibits, filters, leading, reading, showing
from workbench.model.change import MACHINE, ChangePoint, History
from workbench.reporting import figures
from workbench.reporting.charts.history import history_chart, point_rows
from workbench.reporting.escaping import markdown, shortened
from workbench.reporting.fingerprints import fingerprint
from workbench.reporting.queries import Listing, RunEntry, again, run_label
from workbench.reporting.run_histories import SuiteRuns, Trace, columns_of, headline, suite_runs, trace_suite
from workbench.reporting.telling_changes import answer, revision

MOST_ROWS = 1_000
# The medians of more take seconds to read. `workbench history` takes all.
NEWEST_RUNS = 200
MOST_MARKS = 5
# A longer list scrolls.
FEW, LIST_HEIGHT = 11, 420


def main() -> None:
    """The page."""
    listing = reading.listing()
    suites = list(dict.fromkeys(entry.name for entry in listing.runs))
    if not suites:
        showing.empty(reading.root())
        showing.problems(listing.problems)
        return
    first, second, third = st.columns([2, 2, 3])
    suite = filters.one_of("Suite", "suite", suites, where=first) or suites[0]
    runs = reading.answer(suite_runs, *reading.suite(suite, NEWEST_RUNS))
    if len(runs.runs) == 1:
        _alone(next(entry for entry in listing.runs if entry.name == suite))
        return
    metrics = {metric.title: metric.name for metric in runs.metrics}
    if not metrics:
        showing.problems(runs.problems)
        st.info("No run of this suite has a launch that ended well, so there is nothing to follow.")
        return
    title = filters.one_of("Metric", "metric", list(metrics), where=second) or next(iter(metrics))
    words = filters.search("Find a case", "find", where=third)
    traced = _traced(reading.root(), fingerprint(reading.root()), suite, metrics[title], runs)
    st.markdown(f"#### {markdown(headline(traced, title, len(runs.runs)))}")
    older = sum(entry.name == suite for entry in listing.runs) - NEWEST_RUNS
    if older > 0:
        st.caption(f"Of the newest {NEWEST_RUNS:,} runs; `workbench history` takes the {older:,} older ones too.")
    _cases(traced, words, listing)
    showing.problems(runs.problems)


def _alone(only: RunEntry) -> None:
    """One run is a point, not a history."""
    st.markdown("#### This suite has one run: measure it again, and its history begins here.")
    st.code(again(only.name), language="bash")
    st.caption(markdown(f"The run there is: {showing.when(only.created_at)}."))
    leading.to("runs", "That run", run=run_label(only))


@st.cache_resource(max_entries=16, show_spinner="Looking for changes …")  # type: ignore[untyped-decorator]  # Streamlit is not followed
def _traced(root: str, key: str, suite: str, metric: str, _runs: SuiteRuns) -> Trace:  # noqa: ARG001 - what makes it another question
    return trace_suite(_runs, metric)


def _cases(traced: Trace, words: str, listing: Listing) -> None:
    wanted = words.casefold().split()
    shown = [each for each in traced.histories if all(word in each.title.casefold() for word in wanted)]
    if not shown:
        st.info("No case holds these words.")
        return
    names = [each.title for each in shown]
    left, right = st.columns(2)
    with left:
        told = f"{len(shown):,} cases, changes first"
        if traced.untraced:
            told += f"; the {traced.untraced:,} that moved least against their noise were not looked through"
        st.caption(told + (f"; the first {MOST_ROWS:,} are shown" if len(shown) > MOST_ROWS else ""))
        columns = columns_of(shown[:MOST_ROWS])
        exhibits.table(
            columns, "cases", {"times what it was": figures.RATIO}, height=LIST_HEIGHT if len(shown) > FEW else None
        )
    with right:
        name = filters.one_of("Case", "history_case", names, noun="case")
        _one(shown[0 if name is None else names.index(name)], listing)


def _one(history: History, listing: Listing) -> None:
    labels = {entry.run_id: run_label(entry) for entry in listing.runs}

    def address(run_id: str) -> str:
        return leading.address("runs", run=labels.get(run_id, ""))

    exhibits.chart(history_chart(history, address), point_rows(history), "history")
    for change in reversed(history.changes):
        _change(change, history, labels)
    _marks(history)
    showing.findings(history.findings)


def _change(change: ChangePoint, history: History, labels: dict[str, str]) -> None:
    left, right = st.columns([3, 1], vertical_alignment="center")
    between = f"between {revision(change.last_good)} and {revision(change.first_bad)}"
    left.markdown(markdown(f"{answer(change, history)}; {between}."))
    before, after = _runs_about(change, history.points)
    if after in labels:
        leading.to("runs", "The first run after it", right, run=labels[after])
    if before in labels and after in labels:
        leading.to("compare", "Compare before and after", right, run=labels[after], base=labels[before])


def _runs_about(change: ChangePoint, points: Sequence[object]) -> tuple[str, str]:
    """The runs on either side of the change, of one machine."""
    after = points[change.index]
    machine = getattr(after, "machine", None)
    before = next(point for point in reversed(points[: change.index]) if getattr(point, "machine", None) == machine)
    return str(getattr(before, "run_id", "")), str(getattr(after, "run_id", ""))


def _marks(history: History) -> None:
    if not history.marks:
        return
    told = [
        f"{'machine' if mark.kind == MACHINE else 'versions'} at {revision(history.points[mark.index].revision)}: "
        f"{shortened(mark.text, 120)}"
        for mark in history.marks
    ]
    more = f"; and {len(told) - MOST_MARKS} more" if len(told) > MOST_MARKS else ""
    st.caption(markdown("New beside the code, and no regression by itself: " + "; ".join(told[:MOST_MARKS]) + more))


main()
