"""What the committed runs say of every solver and backend, in a line each: the last column of docs/systems.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from workbench.model.report import Report, WorkloadSection
from workbench.model.summary import CaseSummary
from workbench.reporting import figures, naming, told
from workbench.reporting.figures import SECONDS
from workbench.reporting.naming import workers

BETWEEN = "; "


def solver_lines(reports: Iterable[Report]) -> dict[str, str]:
    """Solver → of each workload that it solved its fastest case at the size that took it longest, with the suite."""
    found: dict[str, dict[str, tuple[float, str]]] = {}
    for report in reports:
        for section in report.workloads:
            for solver, row in _fastest(section.rows).items():
                seconds = 0.0 if row.seconds is None else row.seconds.value
                known = found.setdefault(solver, {}).get(section.workload)
                if known is None or seconds > known[0]:
                    found[solver][section.workload] = seconds, _line(section, row, report.header.plan.name)
    return {solver: BETWEEN.join(text for _, text in lines.values()) for solver, lines in found.items()}


def backend_lines(reports: Iterable[Report]) -> dict[str, str]:
    """Backend → the shortest and longest start of it, medians of cases, at its largest number of workers."""
    found: dict[str, dict[int, list[float]]] = {}
    for row in _rows(reports):
        if row.start_seconds and row.case.backend:
            found.setdefault(row.case.backend, {}).setdefault(row.case.resources.workers, []).append(row.start_seconds)
    return {backend: _start(counts) for backend, counts in found.items()}


def _rows(reports: Iterable[Report]) -> Iterator[CaseSummary]:
    for report in reports:
        for section in report.workloads:
            yield from section.rows


def _fastest(rows: Iterable[CaseSummary]) -> dict[str, CaseSummary]:
    fastest: dict[str, CaseSummary] = {}
    for row in rows:
        if row.seconds is None or not row.case.solver:
            continue
        name = row.case.solver.partition("[")[0]
        other = fastest.get(name)
        if other is None or other.seconds is None or row.seconds.value < other.seconds.value:
            fastest[name] = row
    return fastest


def _line(section: WorkloadSection, row: CaseSummary, suite: str) -> str:
    """`flights (rows = 50,000): 1.20 s [1.16, 1.24], 412 MB, ROC AUC 0.707, threading, 2 workers (forests)`."""
    parts = [] if row.seconds is None else [figures.estimate(row.seconds, SECONDS)]
    if row.memory is not None:
        parts.append(figures.peak(row.memory))
    if row.score is not None:
        parts.append(f"{section.score_name or 'score'} {figures.score(row.score)}")
    parts += told_figures(row)
    parts += [row.case.backend or "no backend", workers(row.case.resources.workers)]
    return f"{naming.workload(row.case)}: {', '.join(parts)} ({suite})"


def told_figures(row: CaseSummary) -> list[str]:
    """What solver or workload told of a call: `steps 1,666`, `moved 53.3 MB`."""
    return [f"{told.title(name)} {told.text(name, found)}" for name, found in row.figures.items()]


def _start(counts: dict[int, list[float]]) -> str:
    most = max(counts)
    low, high = min(counts[most]), max(counts[most])
    span = (
        figures.figure(low, SECONDS)
        if low == high
        else f"{figures.figure(low, SECONDS)} to {figures.figure(high, SECONDS)}"
    )
    return f"starts {workers(most)} in {span}"
