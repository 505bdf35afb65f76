"""What the dashboard will ask of a run that has just ended, kept beside it while all of it is in hand."""

from __future__ import annotations

from workbench.analysis.changes.run_medians import run_medians
from workbench.model.report import Report
from workbench.model.run import Run
from workbench.reporting.keeping import keep
from workbench.reporting.queries import REPORT
from workbench.reporting.run_histories import MEDIANS


def keep_for_pages(root: str, run: Run, report: Report) -> None:
    """Its report and its medians, where `root` can be written; they serve until files or code change."""
    keep(root, run.folder, REPORT, report)
    keep(root, run.folder, MEDIANS, run_medians(run.header, run.trials))
