"""What a test session measured, as lines for the end of its output: a time a test, then the comparison."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Optional

from workbench.errors import WorkbenchError
from workbench.model.comparison import REGRESSIONS
from workbench.reporting.assembly import build_report
from workbench.reporting.comparing import render_comparisons
from workbench.reporting.escaping import plain
from workbench.reporting.figures import SECONDS, estimate
from workbench.sessions.testing.baseline import compare_with
from workbench.sessions.testing.measuring import Measured
from workbench.sessions.testing.requests import Recorded
from workbench.store.reader import read_run


def measured_lines(measured: Measured, recorded: Recorded) -> Iterator[str]:
    """A line for each test that was measured, and for each that could not be, with the reason."""
    reasons = {each.test: each.reason for each in recorded.in_process}
    for folder in filter(None, (measured.folder, measured.in_process_folder)):
        for section in build_report(read_run(folder)).workloads:
            for row in section.rows:
                name = row.case.workload + "".join(f" {key}={value}" for key, value in row.case.parameters.items())
                workers = "" if row.case.resources.workers == 1 else f" · {row.case.resources.workers} workers"
                told = "no launch ended well" if row.seconds is None else estimate(row.seconds, SECONDS)
                why = f"  (one launch, in-process: {reasons[name]})" if name in reasons else ""
                yield plain(f"{name}{workers}: {told}{why}")
                yield from (plain(f"    {reason}") for reason in row.reasons)
    for test, reason in measured.refused:
        yield plain(f"{test}: not measured: {reason}", keep="\n")
    for folder in filter(None, (measured.folder, measured.in_process_folder)):
        yield plain(f"kept in {folder}")


def compared_lines(measured: Measured, baseline: str, results: str, width: int) -> tuple[list[str], bool]:
    """The comparison of each run with the baseline, and whether a person should see this session as failed.

    That is so where something is slower or worse, where a launch failed, and where there was nothing to compare with.
    """
    lines, failed = [], bool(measured.refused)
    for folder in filter(None, (measured.folder, measured.in_process_folder)):
        told, bad = _compared(folder, baseline, results, width)
        lines += told
        failed = failed or bad
    return lines, failed


def _compared(folder: str, baseline: str, results: str, width: int) -> tuple[list[str], bool]:
    try:
        found = compare_with(baseline, folder, results)
    except WorkbenchError as error:
        return ["", plain(f"not compared: {error}", keep="\n"), *_remedy(error.remedy)], True
    return ["", *render_comparisons(found, width).split("\n")], found.failed or found.verdict in REGRESSIONS


def _remedy(remedy: Optional[str]) -> list[str]:
    return [] if remedy is None else [f"    {plain(remedy)}"]
