"""What to do next: the few steps that would make a report say more, most pressing first."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.analysis.baselines import is_serial
from workbench.analysis.case_names import UNNAMED_BACKENDS, counted
from workbench.model.report import Report, WorkloadSection
from workbench.model.scaling import Level
from workbench.model.trial import OK, SKIPPED
from workbench.reporting.escaping import plain
from workbench.reporting.next_level import cpus_of, next_level


def next_steps(report: Report) -> tuple[str, ...]:
    """Plain sentences; a finding's own remedy is shown with the finding and not repeated here."""
    return tuple(_steps(report))


def _steps(report: Report) -> Iterator[str]:
    missing = report.trials_planned - report.trials_recorded
    if missing > 0:
        resume = f"workbench run --resume {plain(report.header.run_id)}"
        yield f"{missing:,} of {report.trials_planned:,} launches are not made yet: {resume}"
    failed = sum(
        count
        for section in report.workloads
        for row in section.rows
        for status, count in row.statuses.items()
        if status not in {OK, SKIPPED}
    )
    if failed:
        yield (
            f"{counted(failed, 'launch')} did not end well. Their reasons stand above; whole, with what they wrote "
            f"last: workbench show {plain(report.header.run_id)} --json"
        )
    # What a cluster's nodes and workers should be measured next, its own section says.
    here = (section for section in report.scaling if section.case.cluster is None)
    short = [section for section in here if len(section.scaling.levels) == 2]
    if short:
        yield _third_level(short[0].scaling.levels, cpus_of(report.header.machine))
    alone = next((section for section in report.workloads if _lacks_serial(section)), None)
    if alone is not None:
        yield f"To tell whether its workers are worth having (COST), measure {alone.title} on serial as well."


def _lacks_serial(section: WorkloadSection) -> bool:
    """Whether a backend with workers was measured, and no single thread beside it."""
    cases = [row.case for row in section.rows if row.seconds is not None]
    return any(case.backend not in UNNAMED_BACKENDS for case in cases) and not any(map(is_serial, cases))


def _third_level(levels: tuple[Level, ...], cpus: int) -> str:
    level = next_level(levels, cpus)
    if level is not None:
        return f"To tell a scaling law, measure a third worker count, such as {level}."
    return (
        f"To tell a scaling law, measure a third worker count: of work that computes on a machine with more than "
        f"{counted(cpus, 'CPU')}; of work that waits, {next_level(levels)} workers will do here."
    )
