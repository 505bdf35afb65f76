"""One trial with all that is known of it: its record, its recording, and what held it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workbench.analysis.diagnosis.diagnosing import causes_of, diagnose
from workbench.analysis.diagnosis.gathering import cores_given, gather
from workbench.analysis.diagnosis.launches import observe
from workbench.errors import WorkbenchError
from workbench.model.case import Case
from workbench.model.ceiling import Ceilings
from workbench.model.diagnosis import Diagnosis
from workbench.model.run import Machine
from workbench.model.trial import OK, TrialRecord
from workbench.reporting.escaping import plain, shortened
from workbench.reporting.naming import distinct
from workbench.reporting.queries import Problem
from workbench.reporting.telemetry.recording import Recording, read_recording
from workbench.store.reader import read_case, read_rows
from workbench.store.rows import TrialRow

LABEL_WIDTH = 110
LONGEST_ID = 40


@dataclass(frozen=True)
class Seen:
    """`diagnoses` are of this launch alone, `of_case` of all launches of its case, each headline first.

    `figures` are the symptoms of this launch (analysis.diagnosis). `unreadable` says why there is a telemetry file
    and no recording.
    """

    trial: TrialRecord
    case: Case
    machine: Machine
    sample_interval_seconds: float
    recording: Recording | None = None
    unreadable: str | None = None
    diagnoses: tuple[Diagnosis, ...] = ()
    of_case: tuple[Diagnosis, ...] = ()
    figures: Mapping[str, float] = field(default_factory=dict)
    cores_given: float = 1.0
    ceilings: Ceilings | None = None


@dataclass(frozen=True)
class Choices:
    """The trials of a run: case → trial → its id, by names that are safe to show; cases in the plan's order."""

    cases: Mapping[str, Mapping[str, str]]
    case_ids: Mapping[str, str] = field(default_factory=dict)


def choices(folder: str) -> Choices | Problem:
    """What there is to choose from in the run of that folder."""
    try:
        run = read_rows(folder)
    except WorkbenchError as error:
        return Problem(str(error), error.remedy)
    cases = {planned.case.id: planned.case for planned in run.header.plan.cases}
    trials: dict[str, dict[str, str]] = {}
    for trial in run.trials:
        if trial.case_id in cases:
            trials.setdefault(trial.case_id, {})[_label(trial)] = trial.trial_id
    ids = [case_id for case_id in cases if case_id in trials]
    labels = distinct((shortened(cases[each].label(), LABEL_WIDTH) for each in ids), ids)
    return Choices(
        {label: trials[each] for label, each in zip(labels, ids, strict=True)}, dict(zip(labels, ids, strict=True))
    )


def seen(folder: str, case_id: str, trial_id: str) -> Seen | Problem:
    """That trial of the run in `folder`. Only ids that are recorded there are looked for."""
    try:
        run = read_case(folder, case_id)
    except WorkbenchError as error:
        return Problem(str(error), error.remedy)
    header = run.header
    trial = next((each for each in run.trials if each.trial_id == trial_id), None)
    case = next((each.case for each in header.plan.cases if each.case.id == case_id), None)
    if trial is None or case is None:
        return Problem(f"this run has no trial {shortened(trial_id, LONGEST_ID)}")
    recording, unreadable = _recording(folder, trial_id)
    went_well = trial.status == OK and trial.profile is None
    return Seen(
        trial,
        case,
        header.machine,
        header.plan.measure.sample_interval_seconds,
        recording,
        unreadable,
        diagnoses=causes_of(gather(case, [trial], header.machine, header.ceilings)) if went_well else (),
        of_case=diagnose(header.plan, run.trials, header.machine, header.ceilings),
        figures=observe(trial),
        cores_given=cores_given(case, header.machine),
        ceilings=header.ceilings,
    )


def _recording(folder: str, trial_id: str) -> tuple[Recording | None, str | None]:
    try:
        return read_recording(folder, trial_id), None
    except WorkbenchError as error:
        return None, str(error)


def _label(trial: TrialRow) -> str:
    went = "" if trial.status == OK else f" · {plain(trial.status.replace('_', ' '))}"
    return f"launch {trial.launch}{went}"
