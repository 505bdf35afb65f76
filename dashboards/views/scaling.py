"""Scaling: how many workers are worth it? The answer, what follows for a deadline or a price, and the evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboards import exhibits, filters, nodes, opening, reading, showing
from workbench.model.reading import Questions, Reading
from workbench.model.report import Report, ScalingSection
from workbench.model.units import format_seconds
from workbench.reporting import asking
from workbench.reporting.certainty import certainty
from workbench.reporting.charts.karp_flatt import karp_flatt_chart, serial_rows
from workbench.reporting.charts.scaling import scaling_chart
from workbench.reporting.efficiencies import factor_columns, factor_meaning
from workbench.reporting.escaping import markdown
from workbench.reporting.explaining import selected
from workbench.reporting.laws import law_lines
from workbench.reporting.queries import Problem, RunEntry
from workbench.reporting.series import MEASURES, label, launch_rows, level_columns

# Series overlaid at first; as many as there are colours and shapes.
SERIES = 6
# So many are told in full sentences before the chart; more stand below it.
SENTENCES = 2
SERIAL = "serial fraction"
SHOWN = {**{measure.title: key for key, measure in MEASURES.items()}, SERIAL: SERIAL}
HOUR = 3600.0
MEASURE_NEXT = "measure_next"


def main() -> None:
    """The page."""
    listing = reading.listing()
    run_at, series_at = st.columns([2, 3])
    newest = reading.newest_with(listing.runs, lambda report: report.scaling)
    opened = opening.report(listing, newest, run_at)
    if opened is None:
        return
    entry, report = opened
    if not report.scaling:
        st.info("This run measured no case at more than one worker count, so there is no scaling to show.")
        st.code("workers = [1, 2, 4]", language="toml")
    else:
        _series(report, entry, series_at)
    nodes.show(report.nodes)


def _series(report: Report, entry: RunEntry, where: Any) -> None:
    sections = {label(section): section for section in report.scaling}
    names = list(sections)
    told = [name for name, section in sections.items() if selected(section.scaling) is not None]
    chosen = filters.several_of("Series", "series", names, default=(told or names)[:SERIES], where=where)
    shown = [sections[name] for name in chosen]
    if not shown:
        st.info("Choose at least one series.")
        return
    if len(shown) <= SENTENCES:
        _sentences(shown)
    left, right = st.columns([2, 1], gap="medium")
    table_at = st.container()
    with right:
        questions = _asked(report, entry, chosen, table_at)
    with left:
        _chart(entry, shown, questions)
    if len(chosen) < len(names):
        st.caption(_more(sections, chosen))
    if len(shown) > SENTENCES:
        _sentences(shown)
    _next(shown)
    _evidence(shown)


def _more(sections: Mapping[str, ScalingSection], chosen: Sequence[str]) -> str:
    """What else there is to choose, and how much of it no law describes."""
    others = [section for name, section in sections.items() if name not in chosen]
    lawless = sum(selected(section.scaling) is None for section in others)
    told = f", {lawless:,} of them without a law that may be trusted" if lawless else ""
    return f"Not shown: {len(others):,} more series{told}."


def _sentences(sections: Sequence[ScalingSection]) -> None:
    for section in sections:
        showing.told(section.title, section.sentence)


def _asked(report: Report, entry: RunEntry, names: Sequence[str], table_at: Any) -> Questions:
    """Three questions one above the other, each with its answers beneath; those of many series in a table."""
    steps = {format_seconds(seconds): seconds for seconds in asking.deadlines(report.scaling)}
    likely = format_seconds(asking.likely_deadline(report.scaling))
    with st.container(border=True, gap="small"):
        boxes = [st.container(gap=None) for _ in range(3)]
    deadline = filters.steps(
        "Finish within",
        "deadline",
        list(steps),
        default=likely,
        helped="The work alone, once workers are up.",
        where=boxes[0],
    )
    efficiency = filters.slider(
        "Keep an efficiency of", "efficiency", 5, 100, default=70, step=5, unit="%", where=boxes[1]
    )
    price = filters.slider("Pay per core-hour", "price", 0.01, 1.0, default=0.05, step=0.01, where=boxes[2])
    seconds = steps[deadline]
    parted = (
        Questions(deadline_seconds=seconds),
        Questions(efficiency=efficiency / 100),
        Questions(deadline_seconds=seconds, price_per_core_second=price / HOUR),
    )
    found = {name: reading.answer(_answerable_series, entry.folder, name) for name in names}
    # The last is what a box asks; what stands before it only bounds it.
    answers = {name: [each.answers(asked)[-1] for asked in parted] for name, each in found.items() if each is not None}
    if len(names) > SERIES:
        with table_at:
            _answer_table(answers, deadline, efficiency)
        return parted[0]
    for index, box in enumerate(boxes):
        told = {name: each[index] for name, each in answers.items()}
        if len(names) <= SENTENCES:
            for name, each in told.items():
                box.markdown(_in_words(name if len(names) > 1 else "", each))
        else:
            lines = [
                f"{markdown(name)}: **{markdown(asking.headline(each) or 'none')}**" for name, each in told.items()
            ]
            box.markdown("  \n".join(lines))
    if len(names) > SENTENCES:
        with table_at:
            _answers_in_words(answers)
    return parted[0]


def _answerable_series(folder: str, name: str) -> asking.Answerable | None:
    """Kept by `reading.answer`, so that a moved slider fits nothing anew. None if the series went away meanwhile."""
    report = reading.report(folder)
    if isinstance(report, Problem):
        return None
    return next((asking.answerable(each, report) for each in report.scaling if label(each) == name), None)


def _in_words(name: str, told: Reading) -> str:
    lead = ": ".join(filter(None, (name, asking.headline(told))))
    return f"**{markdown(lead)}**  \n{markdown(told.sentence)}" if lead else markdown(told.sentence)


def _answer_table(answers: Mapping[str, Sequence[Reading]], deadline: str, efficiency: float) -> None:
    """Many series: the numbers side by side, the sentences to be opened."""
    titles = (f"to finish within {deadline}", f"to keep {efficiency:g} %", "at least cost")
    columns: dict[str, list[str]] = {"series": list(answers)}
    for index, title in enumerate(titles):
        columns[title] = [asking.headline(told[index]) or "none" for told in answers.values()]
    exhibits.table(columns, key="answers")
    _answers_in_words(answers)


def _answers_in_words(answers: Mapping[str, Sequence[Reading]]) -> None:
    with st.expander("The answers in words"):
        for name, told in answers.items():
            st.markdown(f"**{markdown(name)}**\n" + "\n".join(f"- {markdown(each.sentence)}" for each in told))


def _chart(entry: RunEntry, shown: Sequence[ScalingSection], questions: Questions) -> None:
    key = SHOWN[filters.switch("Show", "measure", list(SHOWN))]
    asked = questions.deadline_seconds if key == "seconds" else None
    drawn = reading.answer(_drawn_series, entry.folder, tuple(map(label, shown)), key, asked)
    if drawn is None:
        st.info("This run went away while it was read. Choose another.")
    elif key == SERIAL:
        exhibits.chart(drawn, serial_rows(shown), "serial-fraction")
    else:
        exhibits.chart(drawn, launch_rows(shown, MEASURES[key]), "scaling")


def _drawn_series(folder: str, names: tuple[str, ...], key: str, asked: float | None) -> Any:
    """Kept by `reading.answer`: making a chart takes longer than answering what a slider asks. None as above."""
    report = reading.report(folder)
    sections = {} if isinstance(report, Problem) else {label(section): section for section in report.scaling}
    shown = [sections[name] for name in names if name in sections]
    if not shown:
        return None
    return karp_flatt_chart(shown) if key == SERIAL else scaling_chart(shown, key, asked=asked)


def _next(sections: Sequence[ScalingSection]) -> None:
    """The worker count worth measuring next, a line a series."""
    told = [
        f"- {markdown(f'{label(section)}: {each.sentence}' if len(sections) > 1 else each.sentence)}"
        for section in sections
        for each in section.scaling.readings
        if each.code == MEASURE_NEXT
    ]
    if told:
        st.markdown("\n".join(told))


def _evidence(sections: Sequence[ScalingSection]) -> None:
    for index, section in enumerate(sections):
        with st.expander(f"{markdown(label(section))}: levels, laws, efficiencies", expanded=len(sections) == 1):
            more = [f"- {markdown(each.sentence)}" for each in section.scaling.readings if each.code != MEASURE_NEXT]
            if more:
                st.markdown("\n".join(more))
            exhibits.table(level_columns(section.scaling), key=f"levels-{index}")
            if certainty(section.scaling):
                st.caption(markdown(certainty(section.scaling)))
            st.markdown("\n".join(f"- {markdown(line)}" for line in law_lines(section.scaling)))
            if len(section.efficiencies) > 1:
                exhibits.table(factor_columns(section.efficiencies), key=f"efficiencies-{index}")
                st.caption(factor_meaning(section.efficiencies))
            showing.findings(section.scaling.findings)


main()
