"""Two runs, or two CSV files of launches, held against one another."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, replace
from math import isfinite
from statistics import median
from typing import Optional

from workbench.analysis.comparing.comparing import Source, compare
from workbench.analysis.comparing.differences import differences, unlike_machines
from workbench.analysis.comparing.launches import CaseKey
from workbench.analysis.comparing.launches_csv import parse_launches_csv
from workbench.analysis.comparing.run_launches import run_launches
from workbench.analysis.comparing.run_series import run_series
from workbench.analysis.scaling.inferring import fit
from workbench.errors import Complaint, ConfigurationError, NothingToDecide, StoreError
from workbench.model.comparison import Comparisons, Settings
from workbench.model.finding import Finding
from workbench.model.imported import LAUNCHES, MACHINE
from workbench.model.run import RunHeader
from workbench.model.trial import OK, SKIPPED
from workbench.sessions.csv_files import read_text
from workbench.store.layout import is_run
from workbench.store.reader import RunRows, read_rows, resolve_run


@dataclass(frozen=True)
class _Side:
    source: Source
    header: Optional[RunHeader] = None
    left_out: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def compare_sources(base: str, head: str, results: str, settings: Settings) -> Comparisons:
    """Compare what `base` and `head` name: CSV files, or runs (a folder, an id, the beginning of one, or latest).

    Raises ConfigurationError for files that can't be used, StoreError for no such run, NothingToDecide where the two
    share no case.
    """
    one, other = _side(base, results), _side(head, results)
    if not {case.key for case in one.source.cases} & {case.key for case in other.source.cases}:
        raise NothingToDecide(
            f"{base} and {head} share no case: {_few(one.source.cases)} against {_few(other.source.cases)}",
            "compare two runs of the same suite, or files with the same names in `case`",
        )
    settings = _with_margins(settings, other.header)
    unlike = None
    findings = [*_notes(one, "BASE"), *_notes(other, "HEAD")]
    if one.header is not None and other.header is not None:
        apart = unlike_machines(one.header.machine, other.header.machine) if _machines_known(one, other) else None
        findings += _machine_finding(apart, settings)
        unlike = None if settings.across_machines else apart
        findings += differences(one.header, other.header)
    found = compare(
        one.source,
        other.source,
        settings,
        lambda levels, confidence: fit(tuple(levels), confidence=confidence),
        unlike,
        findings,
    )
    if not found.comparisons:
        raise NothingToDecide(
            f"{base} and {head} have nothing measured in common", "choose other metrics, or measure the cases again"
        )
    return found


def _with_margins(settings: Settings, head: Optional[RunHeader]) -> Settings:
    """What HEAD's suite says of margins holds where the person asked for none."""
    if head is None or settings.margin != Settings.margin:
        return settings
    return replace(settings, margins=tuple({**dict(head.plan.measure.margins), **dict(settings.margins)}.items()))


def _machines_known(*sides: _Side) -> bool:
    return all(
        side.header is None or side.header.origin is None or MACHINE not in side.header.origin.unknown for side in sides
    )


def _side(reference: str, results: str) -> _Side:
    if os.path.isfile(reference) and not is_run(os.path.dirname(reference) or "."):
        return _from_file(reference)
    if reference.endswith(".csv"):
        raise ConfigurationError([Complaint(f"there is no file {reference}")])
    try:
        folder = resolve_run(reference, results)
    except StoreError as error:
        raise StoreError(
            f"there is nothing to compare at {reference!r}: {error}",
            "give a run (workbench results list), or a CSV file with the columns launch and seconds",
        ) from error
    return _from_run(read_rows(folder))


def _from_file(path: str) -> _Side:
    table = parse_launches_csv(read_text(path), path)
    cases = dict.fromkeys(case for launches in table.launches for case in launches.cases)
    source = Source(path, tuple(cases), table.launches, unusable=tuple(table.unusable.items()))
    return _Side(source, left_out=table.left_out)


def _from_run(run: RunRows) -> _Side:
    plan = run.header.plan
    launches = run_launches(plan, run.trials)  # type: ignore[arg-type]  # rows have a record's attributes
    failures = Counter(trial.case_id for trial in run.trials if trial.status not in (OK, SKIPPED))
    unusable: Counter[tuple[str, str]] = Counter()
    for trial in run.trials:
        if trial.status != OK:
            continue
        if trial.score is not None and not isfinite(trial.score.value):
            unusable["score", trial.case_id] += 1
        if trial.wall_seconds and not median(trial.wall_seconds) > 0:
            unusable["time", trial.case_id] += 1
    names = {case.key: case for each in launches[:1] for case in each.cases}
    cases = tuple(names.get(planned.case.id, CaseKey(planned.case.id, planned.case.label())) for planned in plan.cases)
    ran = {trial.case_id for trial in run.trials if trial.status != SKIPPED}
    data = {trial.case_id: trial.data_hash for trial in run.trials if trial.data_hash is not None}
    source = Source(
        run.header.run_id,
        tuple(case for case in cases if case.key in ran),
        launches,
        run_series(plan, launches[0]) if launches and launches[0].metric.name == "time" else (),
        tuple(failures.items()),
        tuple(unusable.items()),
        tuple(data.items()),
    )
    return _Side(source, run.header, (), run.warnings)


def _notes(side: _Side, name: str) -> list[Finding]:
    found = [Finding("warning", "unreadable", f"{name}: {warning}") for warning in side.warnings]
    origin = None if side.header is None else side.header.origin
    if origin is not None and LAUNCHES in origin.unknown:
        message = (
            f"{name} was measured by {origin.tool}, which does not tell launches: what one case has counts as one."
        )
        found.append(Finding("warning", "launches_unknown", message))
    if side.left_out:
        found.append(Finding("info", "unused_columns", f"{name}: the columns {', '.join(side.left_out)} are not used."))
    return found


def _machine_finding(apart: Optional[str], settings: Settings) -> list[Finding]:
    if apart is None:
        return []
    if settings.across_machines:
        message = f"The runs were made on unlike machines ({apart}): a difference may be the machines'."
        return [Finding("warning", "unlike_machines", message)]
    message = f"The runs were made on unlike machines: {apart}."
    return [Finding("error", "unlike_machines", message, "Compare runs of one machine, or insist: --across-machines.")]


def _few(cases: tuple[CaseKey, ...], most: int = 2) -> str:
    if not cases:
        return "none"
    more = len(cases) - most
    return ", ".join(repr(case.name) for case in cases[:most]) + (f" and {more} more" if more > 0 else "")
