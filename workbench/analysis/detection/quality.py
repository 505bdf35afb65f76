"""Solvers that were faster because they did less."""

from __future__ import annotations

from collections import defaultdict

from workbench.analysis.baselines import best_score, equal_quality
from workbench.analysis.case_names import counted
from workbench.analysis.detection.evidence import Evidence, ids
from workbench.model.finding import Finding
from workbench.model.summary import CaseSummary


def unequal_scores(evidence: Evidence) -> list[Finding]:
    """One finding a workload in which scores differ beyond its tolerance."""
    groups: defaultdict[tuple[object, ...], list[CaseSummary]] = defaultdict(list)
    for summary in evidence.summaries:
        if summary.seconds is not None and summary.score is not None:
            groups[summary.case.problem()].append(summary)
    return [finding for members in groups.values() for finding in _unequal(evidence, members)]


def _unequal(evidence: Evidence, members: list[CaseSummary]) -> list[Finding]:
    best = best_score(member.score for member in members)
    worse = [member for member in members if not equal_quality(member.score, best)]
    if best is None or not worse:
        return []
    leader = next(member for member in members if member.score == best)
    values = [member.score.value for member in worse if member.score is not None]
    furthest = min(values) if best.higher_is_better else max(values)
    return [
        Finding(
            "warning",
            "unequal_scores",
            f"{counted(len(worse), 'case')} did less work: {best.name} {furthest:.4g} at worst, where "
            f"{evidence.names.choice(leader.case)} reached {best.value:.4g} (equal means within {best.tolerance:g}): "
            f"{evidence.named(worse)}.",
            "Their time is not compared. Let them run longer (iterations, tolerance), or accept the lower score.",
            ids(worse),
        )
    ]
