"""The launches of each case, come to one row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress, repeat

import numpy as np
from numpy.typing import NDArray

from workbench.analysis.baselines import baseline_name, serial_bases, single_worker_bases
from workbench.analysis.case_times import CaseTimes, case_times, estimates, ratios
from workbench.analysis.groups import Codes
from workbench.analysis.launch_columns import LaunchColumns, launch_columns
from workbench.analysis.told_figures import told_figures
from workbench.collector import collector_paused
from workbench.model.estimate import Estimate
from workbench.model.plan import Plan
from workbench.model.summary import CaseSummary
from workbench.model.trial import OK, MemoryPeak, Score, TrialRecord

Array = NDArray[np.float64]


@collector_paused()
def summarise(plan: Plan, trials: Sequence[TrialRecord]) -> tuple[CaseSummary, ...]:
    """One summary a planned case, in the plan's order; see `case_times` for how its interval is made.

    `trials` may be any objects with the attributes of TrialRecord. Times, scores, memory and CPU are of launches
    that went well; the others are counted in `statuses`, with their reasons. Trials of cases that the plan
    doesn't have are left out.
    """
    places = {planned.case.id: index for index, planned in enumerate(plan.cases)}
    owners = np.fromiter(map(places.get, [trial.case_id for trial in trials], repeat(-1)), np.intp, len(trials))
    statuses = [trial.status for trial in trials]
    went_well = np.fromiter(map(OK.__eq__, statuses), bool, len(statuses))
    chosen = went_well & (owners >= 0)
    outcomes = _outcomes(plan, trials, owners, statuses, ~went_well)
    well = list(compress(trials, chosen.tolist()))
    codes = owners[chosen]
    columns = launch_columns(well, codes, len(plan.cases))
    times = case_times(columns.cases, columns.seconds)
    scores = _scores(columns)
    comparisons = _comparisons(plan, times, scores)
    memory = _memory(columns)
    phases = _phases(columns, times)
    cpu = _optional(columns.cases.medians(columns.cpu_seconds))
    whole = map(_whole, _optional(columns.cases.medians(columns.trial_peak)))
    told = told_figures(columns)
    compiled = _compilers(columns)
    rows = zip(
        plan.cases,
        outcomes,
        estimates(times),
        comparisons,
        scores,
        memory,
        whole,
        phases,
        cpu,
        told,
        compiled,
        strict=True,
    )
    return tuple(
        CaseSummary(
            case=planned.case,
            launches=outcome.launches,
            statuses=outcome.statuses,
            seconds=seconds,
            start_seconds=phase.get("start"),
            warmup_seconds=phase.get("warmup"),
            phase_seconds=phase,
            score=score,
            memory=peak,
            trial_peak_bytes=trial_peak,
            cpu_seconds=used,
            speedup=compared.speedup,
            efficiency=compared.efficiency,
            base_seconds=compared.base_seconds,
            speedup_over_serial=compared.speedup_over_serial,
            serial_base=compared.serial_base,
            reasons=outcome.reasons,
            stderr_tail=outcome.stderr_tail,
            figures=figures,
            paced=planned.paced,
            compiles=compiles,
        )
        for planned, outcome, seconds, compared, score, peak, trial_peak, phase, used, figures, compiles in rows
    )


@dataclass(frozen=True)
class _Outcome:
    launches: int
    statuses: dict[str, int]
    reasons: tuple[str, ...]
    stderr_tail: str | None


def _outcomes(
    plan: Plan, trials: Sequence[TrialRecord], owners: Codes, statuses: Sequence[str], unwell: NDArray[np.bool_]
) -> list[_Outcome]:
    counts = _status_counts(owners, statuses, len(plan.cases))
    reasons: list[dict[str, None]] = [
        {} if planned.skip_reason is None else {planned.skip_reason: None} for planned in plan.cases
    ]
    tails: dict[int, str] = {}
    for index in np.flatnonzero(unwell & (owners >= 0)).tolist():
        place, trial = int(owners[index]), trials[index]
        if trial.reason:
            reasons[place][trial.reason] = None
        if trial.stderr_tail:
            tails.setdefault(place, trial.stderr_tail)
    return [
        _Outcome(sum(count.values()), count, tuple(reason), tails.get(place))
        for place, (count, reason) in enumerate(zip(counts, reasons, strict=True))
    ]


def _status_counts(owners: Codes, statuses: Sequence[str], cases: int) -> list[dict[str, int]]:
    names = list(dict.fromkeys(statuses))
    places = {name: place for place, name in enumerate(names)}
    codes = np.fromiter(map(places.__getitem__, statuses), np.intp, len(statuses))
    known = owners >= 0
    cells = np.bincount((owners * len(names) + codes)[known], minlength=cases * len(names))
    table = cells.reshape(cases, len(names)).tolist()
    return [{name: count for name, count in zip(names, row, strict=True) if count} for row in table]


@dataclass(frozen=True)
class _Comparison:
    speedup: Estimate | None = None
    efficiency: Estimate | None = None
    base_seconds: float | None = None
    speedup_over_serial: Estimate | None = None
    serial_base: str | None = None


def _comparisons(plan: Plan, times: CaseTimes, scores: Sequence[Score | None]) -> list[_Comparison]:
    cases = [planned.case for planned in plan.cases]
    seconds = _optional(times.median)
    own_bases = single_worker_bases(cases)
    best_bases = serial_bases(cases, seconds, scores)
    speedups = _over(times, own_bases)
    over_serial = _over(times, best_bases)
    found = []
    for index, case in enumerate(cases):
        if plan.cases[index].paced:
            found.append(_Comparison())
            continue
        speedup, best = speedups[index], over_serial[index]
        found.append(
            _Comparison(
                speedup,
                None if speedup is None else _divided(speedup, case.resources.workers),
                None if speedup is None else seconds[own_bases[index]],
                best,
                None if best is None else baseline_name(cases[best_bases[index]]),
            )
        )
    return found


def _over(times: CaseTimes, bases: Codes) -> list[Estimate | None]:
    """Speed-up of every case over its base; exactly 1 over itself, None without a base."""
    known = np.flatnonzero(bases >= 0)
    found: list[Estimate | None] = [None] * len(bases)
    own = known[bases[known] != known]
    for index, ratio in zip(own.tolist(), ratios(times.only(bases[own]), times.only(own)), strict=True):
        found[index] = ratio
    for index in known[bases[known] == known].tolist():
        launches = int(times.launches[index])
        found[index] = Estimate(1.0, 1.0, 1.0, count=launches) if launches else None
    return found


def _divided(estimate: Estimate, divisor: int) -> Estimate:
    low = None if estimate.low is None else estimate.low / divisor
    high = None if estimate.high is None else estimate.high / divisor
    return Estimate(estimate.value / divisor, low, high, estimate.kind, estimate.confidence, estimate.count)


def _scores(columns: LaunchColumns) -> list[Score | None]:
    medians = _optional(columns.cases.medians(columns.scores))
    first = columns.cases.firsts(~np.isnan(columns.scores)).tolist()
    found: list[Score | None] = []
    for value, index in zip(medians, first, strict=True):
        score = columns.trials[index].score if index >= 0 else None
        if score is None or value is None:
            found.append(None)
        else:
            found.append(Score(score.name, value, score.higher_is_better, score.tolerance))
    return found


def _memory(columns: LaunchColumns) -> list[MemoryPeak | None]:
    """Medians of both ends; the high end only where every launch has one."""
    cases = columns.cases
    measured = ~np.isnan(columns.memory_low)
    high = np.where(
        cases.counts(columns.memory_high) >= cases.counts(columns.memory_low),
        cases.medians(columns.memory_high),
        np.nan,
    )
    ends = zip(
        _optional(cases.medians(columns.memory_low)),
        _optional(high),
        _optional(cases.medians(columns.memory_rss)),
        cases.firsts(measured).tolist(),
        strict=True,
    )
    found: list[MemoryPeak | None] = []
    for low, top, rss, index in ends:
        peak = columns.trials[index].memory if index >= 0 else None
        if peak is None or low is None:
            found.append(None)
            continue
        estimator = None if top is None else peak.high_estimator
        found.append(MemoryPeak(round(low), peak.low_estimator, _whole(top), estimator, _whole(rss)))
    return found


def _compilers(columns: LaunchColumns) -> list[str | None]:
    """Of each case's first launch: all run the same code."""
    found: list[str | None] = [None] * columns.cases.count
    for code, trial in zip(columns.cases.codes.tolist(), columns.trials, strict=True):
        if trial.compiles is not None:
            found[code] = trial.compiles
    return found


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _phases(columns: LaunchColumns, times: CaseTimes) -> list[dict[str, float]]:
    """Medians by phase; `measure` is the case's own seconds, so that the two never differ."""
    medians = {name: columns.cases.medians(lasted) for name, lasted in columns.phases.items()}
    if "measure" in medians:
        medians["measure"] = np.where(times.launches > 0, times.median, medians["measure"])
    rows = (
        zip(*(_optional(column) for column in medians.values()), strict=True) if medians else [()] * columns.cases.count
    )
    return [{name: seconds for name, seconds in zip(medians, row, strict=True) if seconds is not None} for row in rows]


def _optional(values: Array) -> list[float | None]:
    """NaN becomes None."""
    return [None if value != value else value for value in values.tolist()]  # noqa: PLR0124 (only NaN differs from itself)
