"""Peaks of memory that are known from one side only."""

from __future__ import annotations

from workbench.analysis.case_names import counted
from workbench.analysis.detection.evidence import Evidence, ids
from workbench.model.finding import Finding


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
