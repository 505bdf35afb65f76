"""Instructions that were asked for and are not there."""

from __future__ import annotations

from collections import defaultdict

from workbench.analysis.case_names import counted
from workbench.analysis.detection.evidence import Evidence, ids
from workbench.model.finding import Finding


def uncounted(evidence: Evidence) -> list[Finding]:
    """One finding a reason, with the cases that it is given for."""
    reasons: defaultdict[str, set[str]] = defaultdict(set)
    for trial in evidence.trials:
        if trial.instructions_unavailable is not None:
            reasons[trial.instructions_unavailable].add(trial.case_id)
    found = []
    for reason, keys in sorted(reasons.items()):
        cases = [summary for summary in evidence.summaries if summary.case.id in keys]
        told = f"The instructions of {counted(len(cases), 'case')} were not counted: {evidence.named(cases)}."
        found.append(Finding("info", "uncounted", f"{told} Reason: {reason.rstrip('.')}.", None, ids(cases)))
    return found
