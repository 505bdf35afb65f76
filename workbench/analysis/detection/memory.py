"""Peaks of memory: those that set-up reaches and the work does not, and those known from one side only."""

from __future__ import annotations

from workbench.analysis.case_names import counted
from workbench.analysis.detection.evidence import Evidence, ids
from workbench.model.finding import Finding
from workbench.model.summary import CaseSummary
from workbench.model.units import format_bytes

MUCH_MORE_RATIO = 1.5
LEAST_BYTES = 50_000_000
"""Less than this on top is what an interpreter takes for its modules."""


def peak_unbounded(evidence: Evidence) -> list[Finding]:
    """Cases whose peak has a lower end only."""
    cases = [
        summary for summary in evidence.summaries if summary.memory is not None and summary.memory.high_bytes is None
    ]
    if not cases:
        return []
    return [
        Finding(
            "info",
            "peak_memory_unbounded",
            f"The peak memory of {counted(len(cases), 'case')} may be higher than shown: processes came and went "
            f"between two samples ({evidence.named(cases)}).",
            "A memory limit on the case makes the kernel keep the peak.",
            ids(cases),
        )
    ]


def set_up_needs_more(evidence: Evidence) -> list[Finding]:
    """Cases that need much more memory before or after the measured work than in it: that must fit, too.

    The whole trial's largest reading is held against the upper end of the measured peak where that is known.
    """
    cases = [summary for summary in evidence.summaries if _excess(summary) > 0.0]
    if not cases:
        return []
    worst = max(cases, key=_excess)
    assert worst.memory is not None
    assert worst.trial_peak_bytes is not None
    whole, work = format_bytes(worst.trial_peak_bytes), format_bytes(_measured(worst))
    return [
        Finding(
            "info",
            "set_up_needs_more_memory",
            f"{counted(len(cases), 'case')} need{'s' if len(cases) == 1 else ''} more memory to get ready than to "
            f"work, the most {whole} against {work} ({evidence.named([worst])}).",
            "The peak memory shown is that of the work; for whether it fits, count on the larger.",
            ids(cases),
        )
    ]


def _excess(summary: CaseSummary) -> float:
    """How many bytes the whole trial's peak is beyond the work's, where that is a lot; else 0."""
    if summary.memory is None or summary.trial_peak_bytes is None:
        return 0.0
    more = summary.trial_peak_bytes - _measured(summary)
    much = summary.trial_peak_bytes > MUCH_MORE_RATIO * _measured(summary) and more > LEAST_BYTES
    return more if much else 0.0


def _measured(summary: CaseSummary) -> int:
    assert summary.memory is not None
    return summary.memory.high_bytes or summary.memory.low_bytes
