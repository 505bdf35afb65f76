"""Holds stored facts against what they must be. Reads everything, changes nothing."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from itertools import pairwise

from workbench.errors import Complaint, StoreError
from workbench.model.phases import INNER_PHASES, PHASES
from workbench.model.plan import MeasureSettings
from workbench.model.run import Run, RunHeader
from workbench.model.trial import OK, SKIPPED, STATUSES, Phase, TrialRecord
from workbench.store.catalogue import find_runs
from workbench.store.diskerrors import printable
from workbench.store.layout import RUN_FILE, TRIALS_FILE, is_run
from workbench.store.reader import read_run

_SLACK_SECONDS = 1e-6
"""Ends and starts of neighbouring phases come from two readings of a clock."""


def validate(folder: str) -> tuple[Complaint, ...]:
    """Everything wrong with a run, or with every run in a results folder. Empty: all is well.

    Raises StoreError where there is no run at all.
    """
    if is_run(folder):
        return tuple(_run_complaints(folder))
    entries = find_runs(folder)
    if not entries:
        raise StoreError(f"there is no run in {printable(folder)}", "name a results folder or a run's folder")
    complaints: list[Complaint] = []
    for entry in entries:
        if entry.readable:
            complaints.extend(_run_complaints(entry.folder))
        else:
            complaints.extend(Complaint(problem) for problem in entry.problems)
    return tuple(complaints)


def _run_complaints(folder: str) -> Iterator[Complaint]:
    try:
        run = read_run(folder)
    except StoreError as error:
        yield Complaint(str(error), remedy=error.remedy)
        return
    for warning in run.warnings:
        yield Complaint(warning)
    header_file = printable(os.path.join(folder, RUN_FILE))
    for message in _header_faults(run.header, os.path.basename(os.path.realpath(folder))):
        yield Complaint(message, header_file)
    trials_file = printable(os.path.join(folder, TRIALS_FILE))
    for line, message in _trial_faults(run):
        # Where lines were left out, a record's number is no longer that of its line.
        yield Complaint(message, trials_file, None if run.warnings else line)


def _header_faults(header: RunHeader, folder_name: str) -> Iterator[str]:
    if header.run_id != folder_name:
        yield f"the run id is {header.run_id}, but the folder is called {printable(folder_name)}"
    if not header.plan.cases:
        yield "the plan has no cases"
    if not (math.isfinite(header.created_at) and header.created_at > 0):
        yield f"created_at is {header.created_at}, which is no time"
    seen = set()
    for planned in header.plan.cases:
        if planned.case.id in seen:
            yield f"the plan has case {planned.case.id} twice"
        seen.add(planned.case.id)


def _trial_faults(run: Run) -> Iterator[tuple[int, str]]:
    cases = {planned.case.id for planned in run.header.plan.cases}
    seen: set[str] = set()
    for line, trial in enumerate(run.trials, start=1):
        name = f"trial {printable(trial.trial_id)}: "
        if trial.trial_id in seen:
            yield line, name + "recorded twice"
        seen.add(trial.trial_id)
        if trial.case_id not in cases:
            fault = f"case {printable(trial.case_id)} is none of the plan's (ids are recomputed from {RUN_FILE})"
            yield line, name + fault
        for fault in _record_faults(trial, run.header.plan.measure, counted=run.header.check is None):
            yield line, name + fault


def _record_faults(trial: TrialRecord, measure: MeasureSettings, counted: bool) -> Iterator[str]:
    if counted and not 1 <= trial.launch <= measure.launches:
        yield f"launch {trial.launch}, but the plan has launches 1 to {measure.launches}"
    if trial.trial_id != f"{trial.case_id}-{trial.launch:03d}":
        yield "its id is not its case's id and its launch"
    if trial.status not in STATUSES:
        yield f"unknown status {printable(trial.status)!r}: known are {', '.join(STATUSES)}"
    if not all(0 <= seconds < math.inf for seconds in (trial.elapsed_seconds, *trial.wall_seconds)):
        yield "a duration is negative or not a number"
    yield from _call_faults(trial, measure.repeats)
    yield from _phase_faults(trial.phases)


def _call_faults(trial: TrialRecord, repeats: int) -> Iterator[str]:
    if len(trial.wall_seconds) > repeats:
        yield f"{len(trial.wall_seconds)} timed calls, but the plan has {repeats} repeats"
    if trial.status == OK and not trial.wall_seconds:
        yield "ended well but has no timed call"
    if trial.status == SKIPPED and trial.wall_seconds:
        yield "was skipped but has timed calls"


def _phase_faults(phases: tuple[Phase, ...]) -> Iterator[str]:
    for phase in phases:
        if phase.name not in PHASES + INNER_PHASES:
            yield f"unknown phase {printable(phase.name)!r}"
        if not phase.start_seconds <= phase.end_seconds:
            yield f"phase {printable(phase.name)} ends before it starts"
    outer = sorted((phase for phase in phases if phase.name in PHASES), key=lambda phase: phase.start_seconds)
    yield from _order_faults(outer)
    calls = [phase for phase in outer if phase.name in ("warmup", "measure")]
    for inner in phases:
        if inner.name in INNER_PHASES and not any(_holds(call, inner) for call in calls):
            yield f"phase {inner.name} lies in no timed call"


def _order_faults(outer: list[Phase]) -> Iterator[str]:
    for before, after in pairwise(outer):
        if PHASES.index(before.name) > PHASES.index(after.name):
            yield f"phase {after.name} comes after {before.name}"
        elif before.end_seconds > after.start_seconds + _SLACK_SECONDS:
            yield f"phases {before.name} and {after.name} overlap"


def _holds(outer: Phase, inner: Phase) -> bool:
    return (
        outer.start_seconds <= inner.start_seconds + _SLACK_SECONDS
        and inner.end_seconds <= outer.end_seconds + _SLACK_SECONDS
    )
