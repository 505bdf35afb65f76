"""Live: the run in progress. It reads files that the run writes anyway, and the run notes that it was watched."""

from __future__ import annotations

import time

import streamlit as st

from dashboards import exhibits, filters, reading, showing
from workbench.reporting import figures
from workbench.reporting.charts.telemetry import panel_chart
from workbench.reporting.escaping import markdown
from workbench.reporting.live import telling
from workbench.reporting.live.drawing import panels_now
from workbench.reporting.live.run_now import FINISHED, RunNow, going, run_now
from workbench.reporting.live.watching import note
from workbench.reporting.queries import Problem, run_label

REFRESHES = {"off": None, "5 s": 5.0, "10 s": 10.0, "30 s": 30.0}
"""Nothing shorter: a page that refreshes each second takes a quarter of a core from what it shows."""
DEFAULT = "30 s"
"""Who wants to see more asks for it: every refresh takes some hundredths of a second from what is measured."""


def main() -> None:
    """The page."""
    refresh = REFRESHES[filters.switch("Refresh", "refresh", list(REFRESHES), default=list(REFRESHES).index(DEFAULT))]
    st.fragment(_now, run_every=refresh)(refresh)


def _now(refresh_seconds: float | None) -> None:
    """All that changes; asked anew at each refresh."""
    root = reading.root()
    found = going(root)
    runs = [each for each in found if isinstance(each, RunNow)]
    showing.problems(each for each in found if isinstance(each, Problem))
    if not runs:
        _none_going()
    for index, run in enumerate(runs):
        if refresh_seconds is not None:
            note(root, run, time.time(), refresh_seconds)
        with st.container(border=True):
            _run(run, str(index))
    if runs and refresh_seconds is not None:
        st.caption("The run notes that it was watched: each refresh takes some CPU time from what is measured.")
    st.caption(f"As of {time.strftime('%H:%M:%S', time.gmtime())} UTC")


def _none_going() -> None:
    """No run: what the last one came to, and the command that starts one."""
    runs = reading.listing().runs
    if not runs:
        showing.empty(reading.root())
        return
    st.info("No run is in progress.", icon=showing.SIGNS["info"])
    last = reading.answer(run_now, runs[0].folder)
    if isinstance(last, Problem):
        showing.problems([last])
        return
    with st.container(border=True):
        showing.heading(telling.title(last))
        st.markdown(markdown(f"The last run ended {showing.when(last.ended_at)}. {telling.ending(last)}"))
        _failures(last)
        st.page_link("views/overview.py", label="What it shows", query_params={"run": run_label(runs[0])})
        if last.state != FINISHED:
            st.code(f"workbench run --resume {last.header.run_id}", language="bash")


def _run(run: RunNow, key: str) -> None:
    showing.heading(telling.title(run))
    st.markdown(f"**{markdown(telling.answer(run))}**")
    st.progress(telling.ratio(run))
    if telling.budget(run):
        st.caption(markdown(telling.budget(run)))
    if telling.silence(run):
        st.warning(markdown(telling.silence(run)), icon=showing.SIGNS["warning"])
    st.markdown(markdown(telling.current(run)))
    elapsed, outcomes, memory, cores = st.columns(4)
    elapsed.metric("Elapsed", figures.figure(run.elapsed_seconds, figures.SECONDS))
    outcomes.metric("Trials", telling.outcomes(run))
    memory.metric("Memory now", telling.memory(run))
    cores.metric("CPU now", telling.cores(run))
    _failures(run)
    panels = panels_now(run)
    for drawing, finding, span in panels:
        last = drawing is panels[-1][0]
        made = panel_chart(drawing, finding, "", [], span, "its launch", last=last)
        exhibits.drawn(made, f"live-{drawing.panel.key}-{key}", finding)
    if panels:
        with st.expander("Save these panels and their data"):
            for drawing, _, _ in panels:
                exhibits.ways_out(drawing.curves, f"live-{drawing.panel.key}-{key}", drawing.panel.title)
    with st.expander("What remains, case by case"):
        exhibits.table(telling.case_columns(run), key=f"cases-{key}", quantities={"a trial takes": figures.SECONDS})


def _failures(run: RunNow) -> None:
    told = telling.failures(run)
    if told:
        lines = "\n".join(f"- {markdown(line)}" for line in told)
        st.error(f"The latest trials that did not end well:\n{lines}", icon=showing.SIGNS["error"])


main()
