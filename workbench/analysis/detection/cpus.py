"""More threads or workers than there are CPUs, and CPUs that sat idle."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.analysis.case_names import counted
from workbench.analysis.detection.evidence import Evidence, ids, median_of
from workbench.model.finding import Finding
from workbench.model.summary import CaseSummary
from workbench.model.trial import TrialRecord

BUSY_SHARE = 0.6
"""A case that used more than this share of the usable CPUs is limited by them."""
IDLE_SHARE = 0.3
"""A case that used less than this share of its workers' CPUs was mostly waiting."""
MINIMUM_SECONDS = 1.0
"""Shorter than this, CPU seconds are too coarse to judge by."""


def oversubscribed(evidence: Evidence) -> list[Finding]:
    """Native threads × workers above the usable CPUs."""
    cpus = evidence.usable_cpus
    found = [
        (summary, threads)
        for summary in evidence.summaries
        if (threads := _threads(evidence.launches.get(summary.case.id, ()))) > 1
        and summary.case.resources.workers * threads > cpus
    ]
    if not found:
        return []
    cases = [summary for summary, _ in found]
    worst, threads = max(found, key=lambda pair: pair[0].case.resources.workers * pair[1])
    workers = worst.case.resources.workers
    return [
        Finding(
            "warning",
            "oversubscribed",
            f"{counted(len(cases), 'case')} ran more native threads than the {cpus:g} usable CPUs, at most "
            f"{workers} × {threads} = {workers * threads}: {evidence.named(cases)}.",
            "Set threads so that workers × threads is at most the number of CPUs.",
            ids(cases),
        )
    ]


def _threads(launches: Sequence[TrialRecord]) -> int:
    return max((pool.threads for trial in launches for pool in trial.threadpools), default=1)


def more_workers_than_cpus(evidence: Evidence) -> list[Finding]:
    """Cases that keep the CPUs busy, with more workers than CPUs."""
    cpus = evidence.usable_cpus
    cases = [
        summary
        for summary in evidence.summaries
        if summary.case.resources.workers > cpus
        and (used := _cores_used(evidence.launches.get(summary.case.id, ()))) is not None
        and used > BUSY_SHARE * cpus
    ]
    if not cases:
        return []
    most = max(summary.case.resources.workers for summary in cases)
    return [
        Finding(
            "warning",
            "more_workers_than_cpus",
            f"{counted(len(cases), 'case')} kept {cpus:g} usable CPUs busy with up to {most} workers: their speed-up "
            f"shows this machine's limit, not the program's ({evidence.named(cases)}).",
            f"Judge scaling by the cases with at most {int(cpus)} workers, or measure where there are more CPUs.",
            ids(cases),
        )
    ]


def _cores_used(launches: Sequence[TrialRecord]) -> float | None:
    return median_of(
        (trial.cpu.user_seconds + trial.cpu.system_seconds) / trial.elapsed_seconds
        for trial in launches
        if trial.cpu is not None and trial.elapsed_seconds > MINIMUM_SECONDS
    )


def idle_workers(evidence: Evidence) -> list[Finding]:
    """CPU seconds of the whole trial far below what its workers could have used while measured."""
    found = [
        (summary, share)
        for summary in evidence.summaries
        if (share := _share_used(evidence, summary)) is not None and share < IDLE_SHARE
    ]
    if not found:
        return []
    cases = [summary for summary, _ in found]
    worst, share = min(found, key=lambda pair: pair[1])
    return [
        Finding(
            "info",
            "mostly_waiting",
            f"{counted(len(cases), 'case')} used less than {IDLE_SHARE:.0%} of the CPUs they could have, the least "
            f"{share:.0%} ({evidence.names.full(worst.case)}): they waited (disk, network, a lock, sleep) or lacked "
            "parallel work.",
            "Look at what they wait for before adding workers.",
            ids(cases),
        )
    ]


def _share_used(evidence: Evidence, summary: CaseSummary) -> float | None:
    cores = min(summary.case.resources.workers, evidence.usable_cpus)
    return median_of(
        (trial.cpu.user_seconds + trial.cpu.system_seconds) / (cores * sum(trial.wall_seconds))
        for trial in evidence.launches.get(summary.case.id, ())
        if trial.cpu is not None and sum(trial.wall_seconds) > MINIMUM_SECONDS
    )
