"""What a plan should take, as far as earlier runs on this machine tell. What they don't is said, not guessed."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Optional

from workbench.analysis.sizes.foretelling import foretell_peak, foretell_seconds
from workbench.analysis.sizes.measured import Measured, measured
from workbench.errors import StoreError
from workbench.model.plan import Plan, PlannedCase
from workbench.model.sizes import Prediction
from workbench.model.trial import OK
from workbench.store.catalogue import find_runs
from workbench.store.reader import read_rows, read_run
from workbench.store.rows import TrialRow


@dataclass(frozen=True)
class CaseForecast:
    """One case. `launch_seconds` and `peak_memory_bytes` are medians of `earlier_launches`, None without any.

    Without any, `predicted_call_seconds` (of one timed call) and `predicted_peak_bytes` (of a launch) are what other
    sizes of the case tell of this one; None where they tell nothing.
    """

    planned: PlannedCase
    earlier_launches: int
    launch_seconds: Optional[float]
    peak_memory_bytes: Optional[float]
    predicted_call_seconds: Optional[Prediction] = None
    predicted_peak_bytes: Optional[Prediction] = None

    @property
    def needed_bytes(self) -> Optional[float]:
        """The memory that a launch of it should take at its peak, as far as anything tells."""
        if self.peak_memory_bytes is not None or self.predicted_peak_bytes is None:
            return self.peak_memory_bytes
        return self.predicted_peak_bytes.value.value


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
    new = {planned.case.workload for planned in plan.cases if planned.case.id not in seconds}
    known = tuple(_measured(results, machine_id, new)) if new else ()
    cases = tuple(
        _foretold(planned, known)
        if planned.case.id not in seconds
        else CaseForecast(
            planned,
            len(seconds[planned.case.id]),
            _median(seconds[planned.case.id]),
            _median(peaks.get(planned.case.id)),
        )
        for planned in plan.cases
    )
    to_run = [case for case in cases if case.planned.skip_reason is None]
    timed = [case.launch_seconds for case in to_run if case.launch_seconds is not None]
    return Forecast(
        cases, len(to_run) * plan.measure.launches, sum(timed) * plan.measure.launches, len(to_run) - len(timed)
    )


def _foretold(planned: PlannedCase, known: tuple[Measured, ...]) -> CaseForecast:
    return CaseForecast(planned, 0, None, None, foretell_seconds(planned, known), foretell_peak(planned, known))


def _measured(results: str, machine_id: str, workloads: set[str]) -> Iterator[Measured]:
    """What earlier runs of this machine measured of these workloads, whole."""
    for entry in find_runs(results):
        if entry.machine_id != machine_id or not entry.readable:
            continue
        try:
            run = read_run(entry.folder)
        except StoreError:
            continue
        yield from (each for each in measured(run.header.plan, run.trials) if each.case.workload in workloads)


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
