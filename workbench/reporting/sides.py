"""Two sides of a comparison, each a stored run or a file of launches, held against one another."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from math import isfinite
from statistics import median
from typing import Optional

from workbench.analysis.comparing.comparing import Source, compare
from workbench.analysis.comparing.differences import differences, unlike_machines
from workbench.analysis.comparing.launches import CaseKey
from workbench.analysis.comparing.run_launches import run_launches
from workbench.analysis.comparing.run_series import run_series
from workbench.analysis.scaling.inferring import fit
from workbench.errors import NothingToDecide
from workbench.model.comparison import Comparisons, Settings
from workbench.model.finding import Finding
from workbench.model.imported import LAUNCHES, MACHINE
from workbench.model.run import RunHeader
from workbench.model.trial import OK, SKIPPED
from workbench.store.reader import RunRows


@dataclass(frozen=True)
class Side:
    """One side: its launches, and where it is a run that run's header. `left_out` names columns that aren't used."""

    source: Source
    header: Optional[RunHeader] = None
    left_out: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def side_of_run(run: RunRows) -> Side:
    """A stored run as a side; failed launches and values that are no measures are counted."""
    plan = run.header.plan
    launches = run_launches(plan, run.trials)  # type: ignore[arg-type]  # rows have a record's attributes
    names = {case.key: case for each in launches[:1] for case in each.cases}
    cases = tuple(names.get(planned.case.id, CaseKey(planned.case.id, planned.case.label())) for planned in plan.cases)
    ran = {trial.case_id for trial in run.trials if trial.status != SKIPPED}
    source = Source(
        run.header.run_id,
        tuple(case for case in cases if case.key in ran),
        launches,
        run_series(plan, launches[0]) if launches and launches[0].metric.name == "time" else (),
        tuple(Counter(trial.case_id for trial in run.trials if trial.status not in (OK, SKIPPED)).items()),
        tuple(_unusable(run).items()),
        tuple({trial.case_id: trial.data_hash for trial in run.trials if trial.data_hash is not None}.items()),
    )
    return Side(source, run.header, (), run.warnings)


def compare_sides(base: Side, head: Side, settings: Settings) -> Comparisons:
    """Every verdict, worst first, with what else differs as findings.

    Raises NothingToDecide where the two share no case, or nothing that was measured.
    """
    if not {case.key for case in base.source.cases} & {case.key for case in head.source.cases}:
        raise NothingToDecide(
            f"{base.source.name} and {head.source.name} share no case: "
            f"{_few(base.source.cases)} against {_few(head.source.cases)}",
            "compare two runs of the same suite, or files with the same names in `case`",
        )
    settings = _with_margins(settings, head.header)
    if _of_one_check(base, head):
        settings = replace(settings, interleaved=True)
    unlike = None
    findings = [*_notes(base, "BASE"), *_notes(head, "HEAD")]
    if base.header is not None and head.header is not None:
        known = _machines_known(base, head)
        apart = unlike_machines(base.header.machine, head.header.machine) if known else None
        findings += _machine_finding(apart, settings)
        unlike = None if settings.across_machines else apart
        findings += differences(base.header, head.header)
    found = compare(
        base.source,
        head.source,
        settings,
        lambda levels, confidence: fit(tuple(levels), confidence=confidence),
        unlike,
        findings,
    )
    if not found.comparisons:
        raise NothingToDecide(
            f"{base.source.name} and {head.source.name} have nothing measured in common",
            "choose other metrics, or measure the cases again",
        )
    return found


def _unusable(run: RunRows) -> Counter[tuple[str, str]]:
    unusable: Counter[tuple[str, str]] = Counter()
    for trial in run.trials:
        if trial.status != OK:
            continue
        if trial.score is not None and not isfinite(trial.score.value):
            unusable["score", trial.case_id] += 1
        if trial.wall_seconds and not median(trial.wall_seconds) > 0:
            unusable["time", trial.case_id] += 1
    return unusable


def _of_one_check(base: Side, head: Side) -> bool:
    """Whether the two runs are the sides of one check, which were launched in turn."""
    checks = [None if side.header is None else side.header.check for side in (base, head)]
    return checks[0] is not None and checks[1] is not None and checks[0].check_id == checks[1].check_id


def _with_margins(settings: Settings, head: Optional[RunHeader]) -> Settings:
    """What HEAD's suite says of margins holds where the person asked for none."""
    if head is None or settings.margin != Settings.margin:
        return settings
    return replace(settings, margins=tuple({**dict(head.plan.measure.margins), **dict(settings.margins)}.items()))


def _machines_known(*sides: Side) -> bool:
    return all(
        side.header is None or side.header.origin is None or MACHINE not in side.header.origin.unknown for side in sides
    )


def _notes(side: Side, name: str) -> list[Finding]:
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
