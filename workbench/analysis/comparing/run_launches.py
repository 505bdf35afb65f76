"""The launches of a run, by metric."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from workbench.analysis.case_names import CaseNames
from workbench.analysis.comparing.launches import CaseKey, Launches
from workbench.analysis.launch_columns import LaunchColumns, launch_columns
from workbench.model.comparison import METRICS, Metric
from workbench.model.plan import Plan
from workbench.model.trial import OK, TrialRecord

Array = NDArray[np.float64]

SHORTEST_START_SECONDS = 0.001
"""Start-up below this is none: nobody waits for it, and its ratio says nothing."""
SHORTEST_CPU_SECONDS = 0.01
"""CPU time below this is a few ticks of the kernel's clock."""
_METRIC = {metric.name: metric for metric in METRICS}


def run_launches(plan: Plan, trials: Sequence[TrialRecord]) -> tuple[Launches, ...]:
    """One Launches a metric that the run recorded, in the order of recording; launches that did not end well are out.

    `trials` may be any objects with the attributes of TrialRecord. The same case has the same key in every run.
    """
    names = CaseNames(planned.case for planned in plan.cases)
    cases = tuple(CaseKey(planned.case.id, names.full(planned.case)) for planned in plan.cases)
    places = {case.key: code for code, case in enumerate(cases)}
    owners = np.fromiter(map(places.get, [trial.case_id for trial in trials], repeat(-1)), np.intp, len(trials))
    used = [index for index, trial in enumerate(trials) if trial.status == OK and owners[index] >= 0]
    columns = launch_columns([trials[index] for index in used], owners[used], len(cases))
    order = np.array(used, dtype=np.float64)
    measured = (
        (_METRIC["time"], columns.seconds),
        (_METRIC["peak_memory"], _positive(columns.memory_low)),
        (_METRIC["cpu_seconds"], _from(columns.cpu_seconds, SHORTEST_CPU_SECONDS, columns)),
        (_METRIC["start_up"], _from(columns.phases.get("start"), SHORTEST_START_SECONDS, columns)),
    )
    found = [Launches(metric, cases, columns.cases.codes, values, order) for metric, values in measured]
    found += _counts(cases, columns, order)
    return tuple(each for each in (*found, *_scores(cases, columns, order)) if not np.all(np.isnan(each.values)))


def _positive(values: Array) -> Array:
    return np.where(values > 0, values, np.nan)


def _from(values: Array | None, least: float, columns: LaunchColumns) -> Array:
    """The values of cases whose median reaches `least`; NaN elsewhere."""
    if values is None:
        return np.full(len(columns.seconds), np.nan)
    with np.errstate(invalid="ignore"):
        told = columns.cases.medians(values) >= least
    return _positive(np.where(told[columns.cases.codes], values, np.nan))


def _scores(cases: tuple[CaseKey, ...], columns: LaunchColumns, order: Array) -> list[Launches]:
    """Scores that are better when higher, and objectives that are better when lower, apart."""
    scores = [trial.score for trial in columns.trials]
    upward = np.array([score is not None and score.higher_is_better for score in scores], dtype=bool)
    codes = columns.cases.codes
    tolerances = {
        int(code): score.tolerance for code, score in zip(codes.tolist(), scores, strict=True) if score is not None
    }
    values = np.where(np.isfinite(columns.scores), columns.scores, np.nan)
    found = []
    for metric, chosen in ((_METRIC["score"], upward), (_lower(_METRIC["score"]), ~upward)):
        found.append(Launches(metric, cases, codes, np.where(chosen, values, np.nan), order, tolerances))
    return found


def _counts(cases: tuple[CaseKey, ...], columns: LaunchColumns, order: Array) -> list[Launches]:
    """Instructions, each counter's apart: what one counts is not quite what another does."""
    counters = [trial.instructions_counter for trial in columns.trials]
    metric, found = _METRIC["instructions"], []
    for counter in sorted({name for name in counters if name is not None}):
        values = [
            float(trial.instructions) if trial.instructions and name == counter else np.nan
            for trial, name in zip(columns.trials, counters, strict=True)
        ]
        titled = replace(metric, title=f"{metric.title} ({counter})")
        found.append(Launches(titled, cases, columns.cases.codes, np.array(values, dtype=float), order))
    return found


def _lower(metric: Metric) -> Metric:
    return replace(metric, higher_is_better=False)
