"""First calls that took long, and too few launches to judge by."""

from __future__ import annotations

from math import inf

from workbench.analysis.case_names import counted
from workbench.analysis.case_times import MINIMUM_LAUNCHES
from workbench.analysis.detection.evidence import Evidence, ids
from workbench.model.estimate import Estimate
from workbench.model.finding import Finding

WARMUP_FACTOR = 3.0
WARMUP_SECONDS = 0.1


def long_warmup(evidence: Evidence) -> list[Finding]:
    """The first call took several times the later ones."""
    cases = [
        summary
        for summary in evidence.summaries
        if summary.seconds is not None
        and summary.warmup_seconds is not None
        and summary.warmup_seconds > WARMUP_FACTOR * summary.seconds.value
        and summary.warmup_seconds - summary.seconds.value > WARMUP_SECONDS
    ]
    if not cases:
        return []
    worst = max(cases, key=lambda summary: (summary.warmup_seconds or 0.0) / _seconds(summary.seconds))
    return [
        Finding(
            "info",
            "long_warmup",
            f"In {counted(len(cases), 'case')} the first call took over {WARMUP_FACTOR:g} times as long as the later "
            f"ones, at worst {worst.warmup_seconds:.3g} s before {_seconds(worst.seconds):.3g} s "
            f"({evidence.names.full(worst.case)}).",
            "A job that makes one call pays this too: compilation, imports, or a cold cache.",
            ids(cases),
        )
    ]


def too_few_launches(evidence: Evidence) -> list[Finding]:
    """Cases whose launches make a range, not an interval."""
    cases = [
        summary
        for summary in evidence.summaries
        if summary.seconds is not None and summary.seconds.count < MINIMUM_LAUNCHES
    ]
    if not cases:
        return []
    return [
        Finding(
            "info",
            "too_few_launches",
            f"{counted(len(cases), 'case')} had fewer than {MINIMUM_LAUNCHES} timed launches: their times "
            f"have a range at most, no confidence interval ({evidence.named(cases)}).",
            "Set launches = 6 (or --launches 6) for intervals.",
            ids(cases),
        )
    ]


def _seconds(estimate: Estimate | None) -> float:
    return estimate.value if estimate is not None else inf
