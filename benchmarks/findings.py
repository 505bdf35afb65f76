"""Writes docs/findings.md: what the runs in results/published answer, in the report's own words and figures.

    python benchmarks/findings.py

Nothing on the page is typed by hand: `python benchmarks/committed_runs.py` makes the runs that it is told from.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence

from measured_systems import backend_lines, told_figures

from workbench.analysis.case_names import UNNAMED_BACKENDS, counted
from workbench.model.report import Report
from workbench.planning.question import question_of
from workbench.reporting import naming, sizing
from workbench.reporting.assembly import build_report
from workbench.reporting.costing import cost_sentence
from workbench.reporting.escaping import plain
from workbench.reporting.terminal.report import machine, when
from workbench.store.catalogue import find_runs
from workbench.store.reader import read_run

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
PUBLISHED = os.path.join(ROOT, "results", "published")
PAGE = os.path.join(ROOT, "docs", "findings.md")
SHOWN = 3
"""So many answers of a suite stand open: the page is one to be read through."""
MARKUP = re.compile(r"[\\`*<>|~]|(?<!\w)_|_(?!\w)|(?<=\])\(")
"""What Markdown takes for its own within a line. Brackets are links before a parenthesis only."""
ELSEWHERE = ("demo", "smallest", "snippets")
"""README shows the demo's run, docs/snippets.md that of the snippets; the smallest asks nothing."""
HEAD = """# Findings

What the suites answered where they were run. Each question stands above its answer; intervals are 95 % ones over
launches, and where the launches can't tell, that is what stands here. `python benchmarks/findings.py` writes this page
from the runs in [results/published](../results/published), and nothing on it is typed: `workbench dashboard
results/published` shows them whole. A question of `workbench list suites` that isn't here has no committed run yet.
"""


def page(published: str = PUBLISHED) -> str:
    """The page, of every readable run in `published`, by suite."""
    entries = sorted((entry for entry in find_runs(published) if entry.readable), key=lambda entry: entry.name)
    told = [build_report(read_run(entry.folder)) for entry in entries if entry.name not in ELSEWHERE]
    blocks = [HEAD.strip(), *("\n".join(_suite(report)) for report in told)]
    return "\n\n".join(blocks) + "\n"


def _suite(report: Report) -> Iterator[str]:
    header = report.header
    yield f"## {_text(question_of(header.plan.source) or header.plan.name)}"
    yield ""
    answers = list(_answers(report))
    for sentence in answers[:SHOWN]:
        yield f"- {_text(sentence)}"
    yield ""
    yield from _folded(counted(len(answers[SHOWN:]), "more answer"), answers[SHOWN:])
    yield from _folded("What the calls told of themselves", list(_told(report)))
    yield from _folded("What a backend's start takes, beside the times above", list(_starts(report)))
    yield from _folded("How it grows with workers and sizes", list(_laws(report)))
    for message in _doubts(report):
        yield f"But: {_text(message)}"
        yield ""
    made = f"{when(header)}, {machine(header)}"
    launches = f"{counted(report.trials_recorded, 'launch')} of {report.trials_planned}"
    yield f"<sub>`{header.plan.name}`, {_text(made)}, {launches}; run `{header.run_id}`</sub>"


def _folded(summary: str, sentences: Sequence[str]) -> Iterator[str]:
    """What a reader may open; nothing where there is nothing in it."""
    if not sentences:
        return
    yield f"<details><summary>{summary}</summary>"
    yield ""
    for sentence in sentences:
        yield f"- {_text(sentence)}"
    yield ""
    yield "</details>"
    yield ""


def _answers(report: Report) -> Iterator[str]:
    for section in report.workloads:
        if section.answer is not None:
            yield f"{section.title}: {section.answer}"
        if section.cost is not None:
            yield cost_sentence(section.cost)
    yield from map(sizing.crossing_sentence, report.sizes.crossings)
    yield from map(sizing.curve_sentence, report.sizes.curves)


def _told(report: Report) -> Iterator[str]:
    for section in report.workloads:
        names = naming.row_names([row.case for row in section.rows])
        for name, row in zip(names, section.rows, strict=True):
            if row.figures:
                yield f"{name}: {', '.join(told_figures(row))}"


def _starts(report: Report) -> Iterator[str]:
    lines = backend_lines([report])
    yield from (f"{backend}: {line}" for backend, line in lines.items() if backend not in UNNAMED_BACKENDS)


def _doubts(report: Report) -> Iterator[str]:
    yield from (finding.message for finding in report.findings if finding.severity != "info")
    disturbed = {each.case_id for each in report.diagnoses if each.cause == "disturbed"}
    if disturbed:
        yield f"other programs took CPUs from {naming.cases(len(disturbed))} meanwhile: their times are too long."
    names = {planned.case.id: planned.case.label() for planned in report.header.plan.cases}
    alone = (each for each in report.diagnoses if each.cause == "imbalanced" and each.evidence.get("busy_threads") == 1)
    yield from (f"{names[each.case_id]}: {each.message}" for each in alone)


def _laws(report: Report) -> Iterator[str]:
    for scaled in report.scaling:
        if scaled.sentence:
            yield f"{scaled.title}: {scaled.sentence}"
    for series in report.sizes.series:
        # Which sizes to measure for a law is a word for whoever runs the suite, and stands in the run's own report.
        lawless = series.product is None and (series.memory is None or series.memory.form is None)
        if lawless and all(law.reason is not None for law in series.times):
            continue
        yield from (f"{naming.case_name(series.case)}: {told}" for told in sizing.series_sentences(series))


def _text(sentence: str) -> str:
    """Nothing in a name is markup, nothing of a sentence is left out, and the page can be read as it is."""
    return MARKUP.sub(r"\\\g<0>", plain(sentence))


def main() -> None:
    """Write the page."""
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(page())


if __name__ == "__main__":
    main()
