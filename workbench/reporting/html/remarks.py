"""What held cases back, what else was found, what to do next, and where all of it was measured."""

from __future__ import annotations

from workbench.model.finding import SEVERITIES
from workbench.model.report import Report
from workbench.model.run import Interpreter, RunHeader
from workbench.model.units import format_bytes, format_seconds
from workbench.reporting.advising import next_steps
from workbench.reporting.causes import GOOD, cause_groups
from workbench.reporting.ceilings import format_limit
from workbench.reporting.html.figure import details, table
from workbench.reporting.html.markup import Child, Html, tag
from workbench.reporting.on_nodes import HEADS, node_rows
from workbench.reporting.on_nodes import MEANING as NODES_MEANING
from workbench.reporting.rooflines import MEANING, roofline_lines, unplaced_sentence
from workbench.reporting.terminal.report import when

SIGNS = {"error": "✗", "warning": "!", "info": "i"}


def diagnoses_block(report: Report) -> Html:
    """A cause with its cases, decisive figures and remedy."""
    items = [
        tag(
            "li",
            tag("span", "✓" if group.cause == GOOD else "▸", class_="sign", aria_hidden="true"),
            tag("strong", group.label),
            f" · {group.text}",
            _remedy(group.remedy),
        )
        for group in cause_groups(report)
    ]
    return tag("ul", *items, class_="plain")


def roofline_block(report: Report) -> Html | None:
    """A line a case, the nearest to its roof first, and the cases on cards without one; None without either."""
    items = [tag("li", tag("strong", name), f" · {told}") for name, told in roofline_lines(report.rooflines)]
    unplaced = unplaced_sentence(report)
    if not items and unplaced is None:
        return None
    return tag(
        "div",
        tag("ul", *items, class_="plain") if items else None,
        tag("p", MEANING, class_="note") if items else None,
        tag("p", unplaced) if unplaced else None,
    )


def node_figures_block(report: Report) -> Html:
    """A row a figure of a case on a node."""
    columns = dict(zip(HEADS, zip(*node_rows(report.node_figures), strict=True), strict=True))
    told = table(columns, "What each case used of each node") if columns else None
    return tag("div", told, tag("p", NODES_MEANING, class_="note"))


def findings_block(report: Report) -> Html:
    """The most severe first; a severity is told by its sign and its word."""
    ordered = sorted(report.findings, key=lambda finding: -SEVERITIES.index(finding.severity))
    items = [
        tag(
            "li",
            tag("span", f"{SIGNS[finding.severity]} {finding.severity}", class_=f"severity {finding.severity}"),
            f" {finding.message}",
            _remedy(finding.remedy),
        )
        for finding in ordered
    ]
    return tag("ul", *items, class_="plain")


def next_block(report: Report) -> Html | None:
    """The next steps; None where there is none."""
    steps = next_steps(report)
    return tag("ul", *(tag("li", step) for step in steps)) if steps else None


def environment_block(header: RunHeader) -> Html:
    """Machine, interpreters, code, settings and what the machine can do at most."""
    return tag(
        "div",
        _facts(_machine(header)),
        *(_interpreter(interpreter) for interpreter in header.interpreters),
        _ceilings(header),
    )


def _machine(header: RunHeader) -> dict[str, str]:
    told, measure = header.machine, header.plan.measure
    revision = header.revision
    budget = measure.time_budget_seconds
    facts = {
        "CPU": f"{told.cpu_model}, {told.usable_cpus} of {told.logical_cpus} CPUs usable",
        "cores": _optional(told.physical_cores),
        "CPU limit": "" if told.cpu_limit_cores is None else f"{told.cpu_limit_cores:g} cores",
        "memory": format_bytes(told.memory_bytes),
        "memory limit": "" if told.memory_limit_bytes is None else format_bytes(told.memory_limit_bytes),
        "GPUs": ", ".join(told.gpus),
        "system": f"{told.system} {told.kernel}" + ("" if told.virtual is None else f", virtual ({told.virtual})"),
        "machine id": told.id,
        "measured": when(header),
        "launches a case": f"{measure.launches:,}, each with {measure.repeats:,} timed of "
        f"{measure.repeats + measure.warmups:,} calls, in a random order (seed {measure.seed})",
        "timeout": format_seconds(measure.timeout_seconds),
        "time budget": "" if budget is None else format_seconds(budget),
        "code": "" if revision is None else revision.commit + (" with uncommitted changes" if revision.dirty else ""),
        "workbench": header.workbench_version,
    }
    return {name: fact for name, fact in facts.items() if fact}


def _interpreter(found: Interpreter) -> Html:
    packages = tag("p", ", ".join(f"{name} {version}" for name, version in sorted(found.packages.items())))
    title = f"Environment {found.name}: {found.implementation} {found.version}, {len(found.packages):,} packages"
    return details(title, packages)


def _ceilings(header: RunHeader) -> Html | None:
    ceilings = header.ceilings
    if ceilings is None or not ceilings.values:
        return None
    columns = {
        "limit": [one.name.replace("_", " ") for one in ceilings.values],
        "value": [format_limit(one.value, one.unit) for one in ceilings.values],
        "how": [one.how for one in ceilings.values],
    }
    return details("What this machine can do at most", table(columns, "Measured ceilings"))


def _facts(facts: dict[str, str]) -> Html:
    pairs: list[Child] = [piece for name, fact in facts.items() for piece in (tag("dt", name), tag("dd", fact))]
    return tag("dl", *pairs)


def _remedy(remedy: str | None) -> Html | None:
    return None if remedy is None else tag("div", f"→ {remedy}", class_="remedy")


def _optional(value: int | None) -> str:
    return "" if value is None else f"{value:,}"
