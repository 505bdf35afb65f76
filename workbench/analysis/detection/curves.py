"""What is odd about a series of worker counts, said of the case it belongs to."""

from __future__ import annotations

from dataclasses import replace

from workbench.analysis.detection.evidence import Evidence, launch_seconds
from workbench.model.finding import Finding
from workbench.model.scaling import Scaling


def odd_curves(evidence: Evidence) -> list[Finding]:
    """The findings of every scaling, with the name of its case in front."""
    owners = {
        _key(summary.case.resources.workers, [launch_seconds(trial) for trial in launches]): summary
        for summary in evidence.summaries
        if (launches := evidence.launches.get(summary.case.id))
    }
    found = []
    for scaling in evidence.scalings:
        owner = owners.get(_first(scaling))
        for finding in scaling.findings:
            if owner is None:
                found.append(finding)
            else:
                message = f"{evidence.names.series(owner.case)}, over worker counts: {finding.message}"
                found.append(replace(finding, message=message, case_ids=(owner.case.id,)))
    return found


def _first(scaling: Scaling) -> tuple[int, tuple[float, ...]]:
    level = scaling.levels[0]
    return _key(level.workers, list(level.seconds))


def _key(workers: int, seconds: list[float | None]) -> tuple[int, tuple[float, ...]]:
    return workers, tuple(sorted(value for value in seconds if value))
