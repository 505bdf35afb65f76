"""Compare: what differs between two runs? The verdict, every pair, worst first, and the launches behind one."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboards import exhibits, filters, leading, reading, showing, verdicts
from workbench.model.comparison import WORST_FIRST, Comparison
from workbench.reporting import naming
from workbench.reporting.charts.launch_pair import launch_pair_chart
from workbench.reporting.escaping import markdown, shortened
from workbench.reporting.fingerprints import fingerprint
from workbench.reporting.queries import Listing, Problem, RunEntry, again, run_label
from workbench.reporting.run_histories import history_of, line, recent_runs
from workbench.reporting.run_pairs import (
    Pair,
    baseline,
    columns_of,
    launches_of,
    narrowed,
    only_in,
    pair_of,
    quantities_of,
    sentence,
)
from workbench.reporting.telling_comparisons import answer, tally

MOST_ROWS = 1_000
MOST_FINDINGS = 2
# Letters of a finding before the table: one with long names is told whole further down.
BRIEF = 160
MOST_NAMES = 200
NEWEST = 24


def main() -> None:
    """The page."""
    listing = reading.listing()
    if not listing.runs:
        showing.empty(reading.root())
        showing.problems(listing.problems)
        return
    if len(listing.runs) == 1:
        _alone(listing.runs[0])
        return
    left, right = st.columns(2)
    # HEAD decides which base is offered first, so it is chosen first and stands second.
    head = filters.run(listing, label="Head: the run in question", where=right)
    assert head is not None
    base = _base(listing, head, left)
    assert base is not None
    # The answer stands above what may be asked for more.
    top = st.container()
    found = _pair(head, base)
    if isinstance(found, Problem):
        showing.problems([found])
        return
    with top:
        _verdict(found)
        _differences(found)
    _pairs(found, head)
    _one_sided(found)


def _alone(only: RunEntry) -> None:
    """What is known of it, and the command that makes a second one."""
    st.markdown("#### There is one run: measure again, and the two can be compared.")
    st.code(again(only.name), language="bash")
    told = f"{shortened(only.name, showing.NAME_WIDTH)}, {showing.when(only.created_at)}"
    st.caption(markdown(f"The run there is: {told}. It will be the baseline: what the next one is held against."))
    leading.to("runs", "That run", run=run_label(only))


def _base(listing: Listing, head: RunEntry, where: st.delta_generator.DeltaGenerator) -> RunEntry | None:
    others = replace(listing, runs=tuple(entry for entry in listing.runs if entry.folder != head.folder))
    if not others.runs:
        return None
    usual = baseline(head, others.runs)
    near = usual or next((entry for entry in others.runs if entry.name == head.name), others.runs[0])
    base = filters.run(others, "base", "Base: what it is held against", others.runs.index(near), where)
    if usual is None:
        where.caption("No earlier complete run of this suite on this machine: there is no baseline.")
    elif base == usual:
        where.caption("The baseline: the newest earlier complete run of this suite on this machine.")
    return base


def _pair(head: RunEntry, base: RunEntry) -> Pair | Problem:
    """Both compared, with what is asked for on request: unlike machines, and how very many series scale."""
    unlike = head.machine_id != base.machine_id
    across = unlike and st.toggle("Compare across machines all the same", key="across", bind=filters.BOUND)
    key = fingerprint(base.folder)
    found = reading.answer(pair_of, head.folder, base.folder, key, across, False)
    if isinstance(found, Problem) or not found.series_left_out:
        return found
    label = f"Compare how {found.series_left_out:,} series scale too (takes a while)"
    if st.toggle(label, key="series", bind=filters.BOUND):
        return reading.answer(pair_of, head.folder, base.folder, key, across, True)
    return found


def _verdict(found: Pair) -> None:
    st.markdown(f"#### {verdicts.badge(found.found.verdict)} {markdown(answer(found.found))}")


def _differences(found: Pair) -> None:
    """What may explain a difference besides the code: the first few at once, all of them on demand."""
    told = sorted(found.found.findings, key=lambda finding: list(showing.SIGNS).index(finding.severity))
    near = [finding for finding in told if finding.severity != "info"][:MOST_FINDINGS]
    brief = [replace(each, message=shortened(each.message, BRIEF)) for each in near]
    showing.findings(brief)
    rest = [finding for finding in told if finding not in near or finding not in brief]
    if rest:
        with st.expander(f"{len(rest)} more to know about the two runs"):
            showing.findings(rest)


def _pairs(found: Pair, head: RunEntry) -> None:
    comparisons = found.found.comparisons
    metrics = list(dict.fromkeys(each.metric.title for each in comparisons))
    words = [word for word in WORST_FIRST if any(each.verdict == word for each in comparisons)]
    first, second, third = st.columns([2, 2, 2])
    metric = filters.several_of("Metrics", "metric", metrics, default=[], where=first)
    verdict = filters.several_of("Verdicts", "verdict", words, default=[], where=second)
    shown = narrowed(comparisons, metric, verdict, filters.search("Find a case", "find", where=third))
    if not shown:
        st.info("No comparison is left. Take a filter away.")
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        rows = shown[:MOST_ROWS]
        if len(shown) < len(comparisons):
            st.caption(f"{len(shown):,} of {len(comparisons):,} comparisons: {tally(shown)}.")
        if len(shown) > MOST_ROWS:
            st.caption(f"The worst {MOST_ROWS:,} of them are shown; narrow it to see others.")
        exhibits.table(columns_of(rows), "pairs", quantities_of(rows), height=360)
    with right:
        _launches(found, rows, head)


def _launches(found: Pair, rows: list[Comparison], head: RunEntry) -> None:
    names = naming.distinct(
        (f"{shortened(each.case, 90)} · {each.metric.title}" for each in rows), [each.case_id for each in rows]
    )
    name = filters.one_of("Case", "case", names)
    chosen = rows[0 if name is None else names.index(name)]
    launches = launches_of(found, chosen)
    if launches:
        exhibits.chart(launch_pair_chart(launches, chosen.metric, sentence(chosen)), launches, "launches")
    else:
        st.markdown(f"**{markdown(sentence(chosen))}**")
        st.caption("It is fitted over several cases, or was measured on one side only: there are no launches to show.")
    if chosen.reason:
        st.caption(markdown(f"Why {chosen.verdict}: {chosen.reason}."))
    _history(chosen, head)


def _history(chosen: Comparison, head: RunEntry) -> None:
    recent = reading.answer(recent_runs, *reading.suite(head.name, NEWEST))
    history = history_of(recent.suite, chosen.metric.name, chosen.case_id)
    if history is None or len(history.points) < 2:
        return
    st.markdown(f"`{line(history)}` over its last {len(history.points)} runs")
    leading.to("history", "Its whole history", suite=head.name, metric=chosen.metric.title, history_case=history.title)


def _one_sided(found: Pair) -> None:
    sides = (("base", only_in(found.base, found.head)), ("head", only_in(found.head, found.base)))
    if not any(names for _, names in sides):
        return
    with st.expander(
        "Cases that only one of them has: " + ", ".join(f"{len(names)} in {side}" for side, names in sides)
    ):
        for side, names in sides:
            told = "; ".join(shortened(name, 120) for name in names[:MOST_NAMES])
            more = f"; and {len(names) - MOST_NAMES:,} more" if len(names) > MOST_NAMES else ""
            if names:
                st.markdown(f"**Only in {side}:** {markdown(told + more)}")


main()
