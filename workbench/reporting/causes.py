"""What held cases back, gathered by cause: each is named once, with its cases, decisive figures and remedy."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from workbench.analysis.case_names import CaseNames, counted
from workbench.model.diagnosis import Diagnosis
from workbench.model.report import Report
from workbench.reporting.escaping import plain

GOOD = "cpu_bound"
LABELS = {
    GOOD: "CPU-bound, as it should be",
    "memory_bandwidth_bound": "Bound by memory bandwidth",
    "oversubscribed": "More threads than CPUs",
    "gil_bound": "Bound by Python's lock (GIL)",
    "waits_for_disk": "Waits for disk",
    "waits_for_network": "Waits for network",
    "waits_for_gpu": "Waits for GPU",
    "throttled": "Throttled by its limit",
    "disturbed": "Disturbed by other processes",
    "steal": "Disturbed by other guests of this host",
    "swapping": "Swapping",
    "start_up_dominated": "Mostly start-up",
    "transfer_dominated": "Mostly transfer",
    "imbalanced": "Uneven work",
    "idle": "Waits, and nothing tells for what",
}
MOST_NAMED = 3


@dataclass(frozen=True)
class CauseGroup:
    """`text` names the cases and gives the figures of the one that suffers most; all of it is safe to show."""

    cause: str
    label: str
    text: str
    remedy: str | None = None


def cause_groups(report: Report) -> tuple[CauseGroup, ...]:
    """One group a cause, what explains most of some case first; the good state last, and without a remedy."""
    groups: defaultdict[str, list[Diagnosis]] = defaultdict(list)
    for diagnosis in report.diagnoses:
        groups[diagnosis.cause].append(diagnosis)
    cases = {planned.case.id: planned.case for planned in report.header.plan.cases}
    names = CaseNames(cases.values())

    def group(cause: str) -> CauseGroup:
        members = groups[cause]
        worst = max(members, key=lambda diagnosis: diagnosis.explained_ratio)
        text = f"{names.full(cases[worst.case_id])}: {worst.message}"
        if len(members) > 1:
            listed = names.listed([cases[member.case_id] for member in members], MOST_NAMED)
            text = f"{counted(len(members), 'case')} ({listed}). The most, {text}"
        remedy = None if cause == GOOD or worst.remedy is None else plain(worst.remedy)
        return CauseGroup(cause, LABELS.get(cause, cause), plain(text), remedy)

    def rank(cause: str) -> tuple[bool, float]:
        return cause == GOOD, -max(diagnosis.explained_ratio for diagnosis in groups[cause])

    return tuple(group(cause) for cause in sorted(groups, key=rank))
