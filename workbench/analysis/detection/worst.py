"""The cases in which a figure is too high, and the one in which it is the highest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from workbench.analysis.detection.evidence import Evidence
from workbench.model.case import Case
from workbench.model.summary import CaseSummary
from workbench.model.trial import TrialRecord

Figure = Callable[[TrialRecord, Case], float]


@dataclass(frozen=True)
class Worst:
    """`cases` are all in which it was too high, `figure` that of `case`, which has the most."""

    cases: Sequence[CaseSummary]
    case: CaseSummary
    figure: float


def worst_of_launches(evidence: Evidence, of: Figure, above: float = 0.0) -> Worst | None:
    """By the median of a case's launches; where that is 0, by their most: what came by once was there."""

    def figure(summary: CaseSummary) -> float:
        values = [of(trial, summary.case) for trial in evidence.launches.get(summary.case.id, ())]
        return (median(values) or max(values)) if values else 0.0

    return worst_of_cases(evidence, figure, above)


def worst_of_cases(evidence: Evidence, of: Callable[[CaseSummary], float], above: float = 0.0) -> Worst | None:
    """None where it is nowhere higher than `above`."""
    found = [(summary, figure) for summary in evidence.summaries if (figure := of(summary)) > above]
    if not found:
        return None
    case, figure = max(found, key=lambda pair: pair[1])
    return Worst([summary for summary, _ in found], case, figure)
