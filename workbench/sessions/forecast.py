"""What a plan should take, as far as earlier runs on this machine tell. What they don't is said, not guessed."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import Optional

from workbench.errors import StoreError
from workbench.model.plan import Plan, PlannedCase
from workbench.model.trial import OK
from workbench.store.catalogue import find_runs
from workbench.store.reader import read_rows
from workbench.store.rows import TrialRow


@dataclass(frozen=True)
class CaseForecast:
    """One case. `launch_seconds` and `peak_memory_bytes` are medians of `earlier_launches`, None without any."""

    planned: PlannedCase
    earlier_launches: int
    launch_seconds: Optional[float]
    peak_memory_bytes: Optional[float]


@dataclass(frozen=True)
class Forecast:
    """The whole plan. `seconds` covers the known cases only; `unknown` counts the others."""

    cases: tuple[CaseForecast, ...]
    launches: int
    seconds: float
    unknown: int


def forecast(plan: Plan, results: str, machine_id: str) -> Forecast:
    """Look every case up among the earlier runs of this machine."""
    seconds, peaks = _history(results, machine_id)
    cases = tuple(
        CaseForecast(
            planned,
            len(seconds.get(planned.case.id, ())),
            _median(seconds.get(planned.case.id)),
            _median(peaks.get(planned.case.id)),
        )
        for planned in plan.cases
    )
    to_run = [case for case in cases if case.planned.skip_reason is None]
    known = [case.launch_seconds for case in to_run if case.launch_seconds is not None]
    return Forecast(
        cases, len(to_run) * plan.measure.launches, sum(known) * plan.measure.launches, len(to_run) - len(known)
    )


def _history(results: str, machine_id: str) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Case id → seconds of whole launches, and → peak bytes, of every good trial here."""
    seconds: dict[str, list[float]] = {}
    peaks: dict[str, list[float]] = {}
    for entry in find_runs(results):
        if entry.machine_id != machine_id or not entry.readable:
            continue
        try:
            rows = read_rows(entry.folder).trials
        except StoreError:
            continue
        for row in rows:
            if row.status == OK:
                seconds.setdefault(row.case_id, []).append(row.elapsed_seconds)
                peak = _peak(row)
                if peak is not None:
                    peaks.setdefault(row.case_id, []).append(peak)
    return seconds, peaks


def _peak(row: TrialRow) -> Optional[float]:
    """What must fit: the whole trial's peak, set-up and all, and no less than the measured window's."""
    whole = row.totals.get("trial_peak_high_bytes") or row.totals.get("trial_peak_low_bytes")
    measured = None if row.memory is None else row.memory.high_bytes or row.memory.low_bytes
    return max((peak for peak in (whole, measured) if peak is not None), default=None)


def _median(values: Optional[list[float]]) -> Optional[float]:
    return statistics.median(values) if values else None
