"""Keeps what another program measured as runs."""

from __future__ import annotations

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Optional

import workbench
from workbench.contracts import Importer
from workbench.errors import WorkbenchError
from workbench.model.case import Case, Resources, Scalar
from workbench.model.imported import ImportedCase, ImportedLaunch, ImportedRun
from workbench.model.plan import MeasureSettings, Plan, PlannedCase, PluginReference
from workbench.model.run import SCHEMA_VERSION, Machine, RunHeader
from workbench.model.trial import TrialRecord
from workbench.reporting.escaping import plain
from workbench.sessions.choosing import choose
from workbench.store.layout import new_run_id, run_folder, slug
from workbench.store.reader import read_run
from workbench.store.writer import RunWriter

BACKEND = PluginReference("backend", "own", "workbench.backends.own", "PLUGIN")
"""Whatever parallel work there was, the benchmark brought it itself."""
Counted = tuple[tuple[Case, tuple[ImportedLaunch, ...]], ...]
"""Each case of an imported run once, with all its launches."""


@dataclass(frozen=True)
class Kept:
    """A run that was imported: where it is, and whether it was there already."""

    folder: str
    header: RunHeader
    trials: int
    was_there: bool


def find_importer(name: str) -> Importer:
    """The importer of that name. Raises PluginError for an unknown one, WorkbenchError for one that can't run here."""
    made: Importer = choose("importer", name, "imported here")
    return made


def import_runs(importer: Importer, path: str, results: str, workers: Optional[str] = None) -> Iterator[Kept]:
    """Read everything first, then keep each run; one that was imported before is left as it is, or made whole.

    `workers` names the parameter that is the number of workers. Raises ConfigurationError with everything wrong in
    the files, and then keeps nothing; StoreError where results can't be written.
    """
    runs = importer.read(path)
    if not runs:
        raise WorkbenchError(f"{plain(path)} holds no times", "there may be only skipped or other benchmarks in it")
    counted = [_counted(run, workers) for run in runs]
    if workers is not None and not any(case.resources.workers > 1 for cases in counted for case, _ in cases):
        found = sorted({name for run in runs for case in run.cases for name in case.parameters})
        told = f"the parameters there: {', '.join(map(plain, found))}" if found else "the file tells no parameters"
        raise WorkbenchError(f"no benchmark has a parameter {plain(workers)!r} of whole numbers above 1", told)
    for run, cases in zip(runs, counted, strict=True):
        yield _keep(run, cases, results)


def keep_run(run: ImportedRun, results: str) -> Kept:
    """Keep one run that is in hand. Raises StoreError where results can't be written."""
    return _keep(run, _counted(run, None), results)


def _counted(run: ImportedRun, workers: Optional[str]) -> Counted:
    cases: dict[str, Case] = {}
    launches: defaultdict[str, list[ImportedLaunch]] = defaultdict(list)
    for told in run.cases:
        case = _case(told, workers)
        cases[case.id] = case
        launches[case.id].extend(told.launches)
    return tuple((case, tuple(launches[case_id])) for case_id, case in cases.items())


def _case(told: ImportedCase, workers: Optional[str]) -> Case:
    parameters = dict(told.parameters)
    count = _count(parameters[workers]) if workers in parameters else None
    if count is not None:
        del parameters[str(workers)]
    return Case(told.name, parameters, backend=BACKEND.name, resources=Resources(count or 1))


def _count(value: Scalar) -> Optional[int]:
    """A number of workers, from 1, also where a file has it as a text."""
    text = str(value)
    return int(text) if text.isdecimal() and len(text) < 8 and int(text) >= 1 else None


def _keep(run: ImportedRun, cases: Counted, results: str) -> Kept:
    header = _header(run, cases)
    trials = tuple(_trials(cases, header.created_at))
    folder = run_folder(results, header.machine.id, header.run_id)
    there = os.path.exists(folder)
    with RunWriter.reopen(folder) if there else RunWriter.create(results, header) as writer:
        known = {trial.trial_id for trial in read_run(folder).trials} if there else set()
        missing = [trial for trial in trials if trial.trial_id not in known]
        writer.append_all(missing)
        return Kept(writer.folder, writer.header, len(trials), not missing)


def _header(run: ImportedRun, cases: Counted) -> RunHeader:
    created_at = run.created_at or 1.0
    planned = tuple(
        PlannedCase(case, PluginReference("workload", case.workload, "", ""), BACKEND, launches=len(launches))
        for case, launches in cases
    )
    most_launches = max(len(launches) for _, launches in cases)
    most_calls = max(len(launch.wall_seconds) for _, launches in cases for launch in launches)
    measure = MeasureSettings(launches=most_launches, repeats=max(1, most_calls), warmups=0)
    # The same file always makes the same run, so that it is not kept twice.
    told = json.dumps([asdict(run), [case.id for case, _ in cases]], sort_keys=True, default=str)
    return RunHeader(
        run_id=new_run_id(run.name, created_at, hashlib.sha256(told.encode()).hexdigest()[:8]),
        schema_version=SCHEMA_VERSION,
        workbench_version=workbench.__version__,
        created_at=created_at,
        plan=Plan(run.name, planned, measure, (_whence(run), *run.notes)),
        machine=replace(run.machine, id=_machine_id(run.origin.tool, run.machine)),
        interpreters=() if run.interpreter is None else (run.interpreter,),
        revision=run.revision,
        origin=run.origin,
    )


def _whence(run: ImportedRun) -> str:
    origin = run.origin
    version = "" if origin.tool_version is None else f" {origin.tool_version}"
    unknown = f"; it doesn't tell: {', '.join(origin.unknown)}" if origin.unknown else ""
    return f"Imported from {origin.tool}{version}: {origin.file}{unknown}."


def _machine_id(tool: str, machine: Machine) -> str:
    """Begins with the tool, so that it is never that of a machine which workbench measured on."""
    digest = hashlib.sha256(json.dumps(asdict(machine), sort_keys=True).encode()).hexdigest()[:8]
    return f"{tool}-{slug(machine.id or machine.cpu_model, 24)}-{digest}"


def _trials(cases: Counted, created_at: float) -> Iterator[TrialRecord]:
    for case, launches in cases:
        for number, launch in enumerate(launches, start=1):
            largest = launch.largest_process_bytes
            yield TrialRecord(
                trial_id=f"{case.id}-{number:03d}",
                case_id=case.id,
                launch=number,
                status=launch.status,
                started_at=created_at if launch.started_at is None else launch.started_at,
                elapsed_seconds=sum(launch.wall_seconds) if launch.elapsed_seconds is None else launch.elapsed_seconds,
                wall_seconds=launch.wall_seconds,
                reason=launch.reason,
                largest_process_bytes=largest,
                totals={} if largest is None else {"trial_peak_low_bytes": float(largest)},
            )
