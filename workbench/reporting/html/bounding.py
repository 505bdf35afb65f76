"""What of a very large run stands on the page: as much as a browser opens at once, and what is left out is said."""

from __future__ import annotations

from dataclasses import replace

from workbench.analysis.case_names import counted
from workbench.model.report import Report, WorkloadSection

MOST_WORKLOADS = 100
MOST_ROWS = 1_500
MOST_FAILED = 300
MOST_SERIES = 200


def bounded(report: Report) -> tuple[Report, tuple[str, ...]]:
    """The report with the first workloads and series and the best cases of each, and a sentence a thing left out."""
    workloads = report.workloads[:MOST_WORKLOADS]
    most, most_failed = (max(2, limit // max(1, len(workloads))) for limit in (MOST_ROWS, MOST_FAILED))
    shown = tuple(_best(section, most, most_failed) for section in workloads)
    kept = replace(report, workloads=shown, scaling=report.scaling[:MOST_SERIES], cards=report.cards[:MOST_WORKLOADS])
    rows = sum(len(section.rows) for section in workloads) - sum(len(section.rows) for section in shown)
    left_out = {
        "workload": len(report.workloads) - len(shown),
        "case": rows,
        "scaling curve": len(report.scaling) - len(kept.scaling),
        "comparison of cards": len(report.cards) - len(kept.cards),
    }
    return kept, tuple(
        f"Not on this page: {counted(number, name)}. All of it: workbench show {report.header.run_id} --json"
        for name, number in left_out.items()
        if number
    )


def _best(section: WorkloadSection, most: int, most_failed: int) -> WorkloadSection:
    """The best measured ones, and some of those that were not measured."""
    timed = [row for row in section.rows if row.seconds is not None]
    untimed = [row for row in section.rows if row.seconds is None]
    return replace(section, rows=(*timed[:most], *untimed[:most_failed]))
