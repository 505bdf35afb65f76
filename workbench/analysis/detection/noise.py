"""A machine that was busy, times that scatter, and times that drift over the run."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import stdtr

from workbench.analysis.case_names import counted
from workbench.analysis.detection.evidence import Evidence, ids, launch_seconds, median_of
from workbench.model.finding import Finding
from workbench.model.trial import TrialRecord

SPREAD = 0.10
BUSY = 0.10
MINIMUM_LAUNCHES = 3
DRIFT = 0.05
DRIFT_SIGNIFICANCE = 0.001
DRIFT_FREEDOM = 8


def scattered_times(evidence: Evidence) -> list[Finding]:
    """Launches of a case that differ by more than 10 % (standard deviation of log seconds)."""
    found = [
        (summary, spread)
        for summary in evidence.summaries
        if (spread := _spread(evidence.launches.get(summary.case.id, ()))) > SPREAD
    ]
    if not found:
        return []
    cases = [summary for summary, _ in found]
    worst, spread = max(found, key=lambda pair: pair[1])
    return [
        Finding(
            "warning",
            "scattered_times",
            f"Launches of {counted(len(cases), 'case')} scatter by more than {SPREAD:.0%}, the most by {spread:.0%} "
            f"({evidence.names.full(worst.case)}): small differences can't be told.",
            "Close other programs, fix the CPU's clock, or raise launches.",
            ids(cases),
        )
    ]


def _spread(launches: Sequence[TrialRecord]) -> float:
    seconds = [value for trial in launches if (value := launch_seconds(trial))]
    return float(np.std(np.log(seconds), ddof=1)) if len(seconds) >= MINIMUM_LAUNCHES else 0.0


def busy_host(evidence: Evidence) -> list[Finding]:
    """Other programs used more than 10 % of the machine while a case was measured, which did not queue behind them.

    Where it did, its diagnosis is `disturbed`, which says so with figures.
    """
    found = [
        (summary, busy)
        for summary in evidence.summaries
        if (busy := median_of(t.host_busy_ratio for t in evidence.launches.get(summary.case.id, ()))) is not None
        and busy > BUSY
        and not evidence.is_told(summary.case.id, "disturbed")
    ]
    if not found:
        return []
    cases = [summary for summary, _ in found]
    worst, busy = max(found, key=lambda pair: pair[1])
    return [
        Finding(
            "warning",
            "busy_host",
            f"Other programs used up to {busy:.0%} of the machine while {counted(len(cases), 'case')} ran, the most "
            f"during {evidence.names.full(worst.case)}: shared caches, "
            "memory and clocks make times less sure than on a quiet machine.",
            "Close other programs and run again.",
            ids(cases),
        )
    ]


def drift(evidence: Evidence) -> list[Finding]:
    """Seconds that grow or shrink over the run, each case compared with itself.

    The slope of log seconds on start time within cases (fixed effects), tested by Student's t.
    """
    points = [
        np.array([(trial.started_at, np.log(value)) for trial in launches if (value := launch_seconds(trial))])
        for launches in evidence.launches.values()
    ]
    series = [case for case in points if len(case) > 1]
    if not series:
        return []
    within = np.concatenate([case - case.mean(axis=0) for case in series])
    freedom = len(within) - len(series) - 1
    at, logs = within[:, 0], within[:, 1]
    room = float(at @ at)
    if freedom < DRIFT_FREEDOM or room == 0:
        return []
    slope = float(at @ logs) / room
    error = float(np.sum((logs - slope * at) ** 2) / freedom / room) ** 0.5
    starts = np.concatenate([case[:, 0] for case in series])
    change = float(np.expm1(slope * np.ptp(starts)))
    chance = 2 * float(stdtr(freedom, -abs(slope) / error)) if error > 0 else 0.0
    if abs(change) < DRIFT or chance > DRIFT_SIGNIFICANCE:
        return []
    way = "longer" if change > 0 else "shorter"
    return [
        Finding(
            "warning",
            "drift",
            f"Over the run times became {abs(change):.0%} {way}, the same cases compared with themselves.",
            "The machine changed while it measured (heat, clock, a neighbour, a filling disk). Launches were "
            "interleaved, so cases stay comparable; their seconds are of a mixture.",
        )
    ]
