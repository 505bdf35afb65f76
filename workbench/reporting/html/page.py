"""The whole report as one page: the answer first, the evidence under it."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.model.report import Report
from workbench.reporting import naming
from workbench.reporting.condensing import condensed
from workbench.reporting.costing import cost_sentence
from workbench.reporting.html.bars import memory_block, phase_block
from workbench.reporting.html.bounding import bounded
from workbench.reporting.html.cards import cards_block
from workbench.reporting.html.cases import cases_block
from workbench.reporting.html.cost import cost_block
from workbench.reporting.html.markup import Html, joined, tag
from workbench.reporting.html.nodes import nodes_block
from workbench.reporting.html.remarks import (
    diagnoses_block,
    environment_block,
    findings_block,
    next_block,
    node_figures_block,
    roofline_block,
)
from workbench.reporting.html.series import series_blocks
from workbench.reporting.html.sizes import sizes_block
from workbench.reporting.html.style import STYLE
from workbench.reporting.terminal.report import machine, when

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'"
"""Whatever a run calls itself, a browser then fetches nothing and runs nothing."""


def to_html(report: Report) -> str:
    """One document without scripts, links to elsewhere or files beside it; nothing in it is obeyed."""
    shown, left_out = bounded(report)
    sections = [(key, title, content) for key, title, content in _sections(shown) if content]
    body = tag(
        "body",
        _header(report, left_out, [(key, title) for key, title, _ in sections]),
        tag("main", *(_section(key, title, content) for key, title, content in sections)),
    )
    return f"<!doctype html>\n{tag('html', _head(report), body, lang='en')}\n"


def _head(report: Report) -> Html:
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("link", rel="icon", href="data:,"),
        tag("title", f"{report.header.plan.name} · {report.header.run_id}"),
        tag("style", STYLE),
    )


def _header(report: Report, left_out: tuple[str, ...], sections: list[tuple[str, str]]) -> Html:
    header = report.header
    warnings = (*condensed(report.warnings), *header.plan.notes, *left_out)
    return tag(
        "header",
        tag("h1", header.plan.name),
        tag(
            "p", f"run {header.run_id} · {when(header)} · {machine(header)} · {naming.progress(report)}", class_="note"
        ),
        *(tag("p", f"! {warning}", class_="warning") for warning in warnings),
        tag("nav", *(tag("a", title, href=f"#{key}") for key, title in sections), aria_label="Sections"),
    )


def _sections(report: Report) -> Iterator[tuple[str, str, Html | None]]:
    workloads = report.workloads
    yield "answer", "Answer", _answers(report)
    yield "scaling", "Scaling", series_blocks(report.scaling)
    yield "nodes", "Nodes", nodes_block(report.nodes)
    yield "sizes", "Sizes", sizes_block(report.sizes)
    yield (
        "cost",
        "COST: is it worth its cores?",
        joined(
            tag("section", tag("h3", section.title), cost_block(section.cost, f"cost{index}"))
            for index, section in enumerate(workloads)
            if section.cost is not None
        ),
    )
    yield "phases", "Where the time goes", _by_workload(report, [phase_block(section) for section in workloads])
    yield "memory", "Memory", _by_workload(report, [memory_block(section) for section in workloads])
    yield "cases", "Every case", joined(map(cases_block, workloads))
    yield "cards", "Cards beside all cores", cards_block(report.cards, report.prices) if report.cards else None
    yield "roofline", "Roofline", roofline_block(report)
    yield "node-figures", "On the nodes", node_figures_block(report) if report.node_figures else None
    yield "causes", "What held each case back", diagnoses_block(report) if report.diagnoses else None
    yield "findings", "Findings", findings_block(report) if report.findings else None
    yield "next", "Next", next_block(report)
    yield "environment", "Environment", environment_block(report.header)


def _answers(report: Report) -> Html:
    if not report.workloads:
        return tag("p", "This run has no cases, so there is nothing to say.")
    return joined(
        tag(
            "article",
            tag("h3", section.title),
            tag("p", _sentence(section.answer), class_="answer"),
            tag("p", cost_sentence(section.cost)) if section.cost is not None else None,
        )
        for section in report.workloads
        if section.answer is not None
    )


def _sentence(answer: str) -> str:
    """It stands alone here, so it begins as sentences do; a solver's name stays as it is."""
    return answer[0].upper() + answer[1:] if answer.startswith(("fastest", "shortest", "takes")) else answer


def _by_workload(report: Report, blocks: list[Html | None]) -> Html:
    return joined(
        tag("section", tag("h3", section.title), block)
        for section, block in zip(report.workloads, blocks, strict=True)
        if block is not None
    )


def _section(key: str, title: str, content: Html) -> Html:
    return tag("section", tag("h2", title), content, id=key)
