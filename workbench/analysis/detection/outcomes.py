"""Launches that did not end well, and what they left behind."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.analysis.case_names import counted
from workbench.analysis.detection.evidence import Evidence, ids
from workbench.model.device import cards_of
from workbench.model.finding import Finding
from workbench.model.reason import brief
from workbench.model.summary import CaseSummary
from workbench.model.trial import FAILED, OUT_OF_MEMORY, SKIPPED, TIMEOUT

OUTCOMES = (
    (FAILED, "error", "failed", None),
    (TIMEOUT, "error", "ran out of time", "Raise timeout_seconds, or make the problem smaller."),
    (OUT_OF_MEMORY, "error", "ran out of memory", "Raise the memory limit, or make the problem smaller."),
    (SKIPPED, "info", "did not run", None),
)

ON_CARDS = "A card's memory has no limit to raise: smaller data or batches, single precision, or a card with more."


def unsuccessful(evidence: Evidence) -> list[Finding]:
    """One finding an outcome: how many launches of which cases, with the first reason."""
    return [
        _outcome(evidence, cases, status, severity, verb, remedy)
        for status, severity, verb, remedy in OUTCOMES
        if (cases := [summary for summary in evidence.summaries if summary.statuses.get(status)])
    ]


def _reason(evidence: Evidence, status: str) -> str | None:
    """The first reason given, in one line."""
    reasons = (trial.reason.strip() for trial in evidence.trials if trial.status == status and trial.reason)
    return next((brief(reason) for reason in reasons if reason), None)


def _outcome(
    evidence: Evidence, cases: Sequence[CaseSummary], status: str, severity: str, verb: str, remedy: str | None
) -> Finding:
    launches = sum(summary.statuses[status] for summary in cases)
    reason = _reason(evidence, status)
    because = "" if reason is None else f" Reason: {reason.rstrip('.')}."
    if status == OUT_OF_MEMORY and all(cards_of(summary.case.resources.device) for summary in cases):
        remedy = ON_CARDS
    message = f"{counted(launches, 'launch')} of {counted(len(cases), 'case')} {verb}: {evidence.named(cases)}."
    return Finding(severity, status, message + because, remedy, ids(cases))


def leftovers(evidence: Evidence) -> list[Finding]:
    """Processes or shared memory that outlived their trial and were removed."""
    left = {trial.case_id: trial.leftovers for trial in evidence.trials if trial.leftovers}
    if not left:
        return []
    cases = [summary for summary in evidence.summaries if summary.case.id in left]
    example = next(iter(left.values()))[0]
    return [
        Finding(
            "warning",
            "leftovers",
            f"{counted(len(left), 'case')} left something running or lying about after the trial, such as {example}; "
            f"it was removed: {evidence.named(cases)}.",
            "Outside of this tool it would stay: stop what the program starts.",
            ids(cases),
        )
    ]
