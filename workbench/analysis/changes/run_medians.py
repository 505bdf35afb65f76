"""What a run comes to for a history: the median of each case's launches, by metric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, repeat

import numpy as np
from numpy.typing import NDArray

from workbench.analysis.launch_columns import LaunchColumns, launch_columns
from workbench.collector import collector_paused
from workbench.model.case import Case
from workbench.model.comparison import METRICS, Metric
from workbench.model.run import RunHeader
from workbench.model.trial import OK, Score, TrialRecord

Array = NDArray[np.float64]

HASH_DIGITS = 12

FOLLOWED: Mapping[str, Metric] = {
    metric.name: metric
    for metric in METRICS
    if metric.name in ("time", "peak_memory", "cpu_seconds", "start_up", "score")
}
"""The metrics that a history may follow, by name."""


@dataclass(frozen=True)
class RunMedians:
    """Entry i of every tuple is of case i of the run's plan; `places` has each i by the case's id.

    `revision` is the commit (the run's own id where there is none; uncommitted changes make it another revision),
    `created_at` in seconds since the epoch. `launches` went well. `values` has for each metric (a name in FOLLOWED)
    its median in base units, None where it wasn't recorded. `scores` are the medians with their names and directions.
    `versions` is what a case's trials ran on, as far as they told; `run_versions` is what all of them did.
    """

    run_id: str
    suite: str
    revision: str
    created_at: float
    machine_id: str
    run_versions: Mapping[str, str]
    cases: tuple[Case, ...]
    places: Mapping[str, int]
    launches: tuple[int, ...]
    values: Mapping[str, tuple[float | None, ...]]
    scores: tuple[Score | None, ...]
    versions: tuple[Mapping[str, str], ...]


@collector_paused()
def run_medians(header: RunHeader, trials: Sequence[TrialRecord]) -> RunMedians:
    """The medians of a run. `trials` may be any objects with the attributes of TrialRecord.

    Launches that did not end well are out, and so are trials of cases that the plan doesn't have.
    """
    cases = tuple(planned.case for planned in header.plan.cases)
    places = {case.id: place for place, case in enumerate(cases)}
    owners = np.fromiter(map(places.get, [trial.case_id for trial in trials], repeat(-1)), np.intp, len(trials))
    chosen = owners >= 0
    chosen &= np.fromiter((trial.status == OK for trial in trials), bool, len(trials))
    well = list(compress(trials, chosen.tolist()))
    codes = owners[chosen]
    columns = launch_columns(well, codes, len(cases))
    medians = columns.cases.medians
    nothing = np.full(len(well), np.nan)
    measured = {
        "time": columns.seconds,
        "peak_memory": columns.memory_low,
        "cpu_seconds": columns.cpu_seconds,
        "start_up": columns.phases.get("start", nothing),
        "score": columns.scores,
    }
    values = {name: _optional(medians(launches)) for name, launches in measured.items()}
    return RunMedians(
        header.run_id,
        header.plan.name,
        _revision(header),
        header.created_at,
        header.machine.id,
        {"kernel": header.machine.kernel, "workbench": header.workbench_version},
        cases,
        places,
        tuple(np.bincount(codes, minlength=len(cases)).tolist()),
        values,
        _scores(columns, values["score"]),
        _versions(well, codes.tolist(), len(cases)),
    )


def _revision(header: RunHeader) -> str:
    if header.revision is None:
        return header.run_id
    return header.revision.commit[:HASH_DIGITS] + ("-dirty" if header.revision.dirty else "")


def _scores(columns: LaunchColumns, medians: Sequence[float | None]) -> tuple[Score | None, ...]:
    firsts = columns.cases.firsts(~np.isnan(columns.scores)).tolist()
    found: list[Score | None] = []
    for value, index in zip(medians, firsts, strict=True):
        score = columns.trials[index].score if index >= 0 else None
        known = score is not None and value is not None
        found.append(Score(score.name, value, score.higher_is_better, score.tolerance) if known else None)  # type: ignore[union-attr,arg-type]
    return tuple(found)


def _versions(trials: Sequence[TrialRecord], codes: Sequence[int], count: int) -> tuple[Mapping[str, str], ...]:
    found: list[dict[str, str]] = [{} for _ in range(count)]
    for trial, code in zip(trials, codes, strict=True):
        if trial.versions:
            found[code].update(trial.versions)
    return tuple(found)


def _optional(values: Array) -> tuple[float | None, ...]:
    return tuple(None if value != value else value for value in values.tolist())  # noqa: PLR0124 (only NaN differs from itself)
