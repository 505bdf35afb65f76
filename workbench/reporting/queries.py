"""What dashboards and notebooks ask of a results folder. A failure is a value (`Problem`), never an exception."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from workbench.errors import WorkbenchError
from workbench.model.case import Case, Scalar
from workbench.model.report import Report
from workbench.model.run import Run
from workbench.model.trial import TrialRecord
from workbench.reporting.escaping import shortened
from workbench.reporting.keeping import KeptEntries, kept
from workbench.store.catalogue import RunEntry as RunEntry  # noqa: PLC0414 - pages speak of it
from workbench.store.catalogue import find_runs
from workbench.store.reader import read_run

ROOT_VARIABLE = "WORKBENCH_RESULTS"
DEFAULT_ROOT = "results"
REPORT = "report"
"""What a run's report is kept as."""
_BARE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

Column = list[Scalar | None]


@dataclass(frozen=True)
class Problem:
    """Why a question has no answer, in a sentence, and what would mend it."""

    message: str
    remedy: str | None = None


@dataclass(frozen=True)
class Listing:
    """The runs of a results root, newest first, and what else lies there and can't be read."""

    runs: tuple[RunEntry, ...] = ()
    problems: tuple[Problem, ...] = ()

    def run(self, run_id: str | None) -> RunEntry | None:
        """The listed run of that id; None for any other text, so that no id can lead out of the root."""
        return next((entry for entry in self.runs if entry.run_id == run_id), None)


def results_root(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The folder to read: the first argument, else WORKBENCH_RESULTS, else `results` in the working folder."""
    return os.path.abspath(next(iter(arguments), "") or environment.get(ROOT_VARIABLE) or DEFAULT_ROOT)


def example_root(house: str) -> str | None:
    """The example run that ships beside the pages in `house`; None in an installation without it."""
    folder = os.path.join(house, "results", "example")
    return folder if os.path.isdir(folder) else None


def list_runs(root: str, keep: bool = False) -> Listing:
    """Every run under `root`, cheaply: trials are counted, not read. With `keep` only where something changed."""
    try:
        entries = KeptEntries(root).find() if keep else find_runs(root)
    except WorkbenchError as error:
        return Listing(problems=(_problem(error),))
    return Listing(
        runs=tuple(entry for entry in entries if entry.readable),
        problems=tuple(Problem(problem) for entry in entries for problem in entry.problems),
    )


def latest_per_suite(runs: Iterable[RunEntry]) -> tuple[RunEntry, ...]:
    """The newest run of each suite, in the order given (newest first)."""
    latest: dict[str, RunEntry] = {}
    for entry in runs:
        known = latest.setdefault(entry.name, entry)
        if entry.created_at > known.created_at:
            latest[entry.name] = entry
    return tuple(latest.values())


def run_label(entry: RunEntry) -> str:
    """A run's name in a list and in a link: suite and id, made safe to show."""
    return f"{shortened(entry.name, 48)} · {shortened(entry.run_id, 64)}"


def again(suite: str) -> str:
    """The command that runs that suite once more; `SUITE` for a name that a shell would take for something else."""
    return f"workbench run {suite if _BARE_NAME.fullmatch(suite) else 'SUITE'}"


def report_of(folder: str, root: str | None = None) -> Report | Problem:
    """The report of the run in `folder`, kept beside `root` where that is given."""
    try:
        return kept(root, folder, REPORT, Report, lambda: _made(folder))
    except WorkbenchError as error:
        return _problem(error)


def _made(folder: str) -> Report:
    from workbench.reporting.assembly import build_report

    return build_report(read_run(folder))


def columns_of(run: Run) -> dict[str, Column]:
    """A run's trials as columns of equal length: the case's words, then what was measured.

    `seconds` is the median of a launch's repeats; `start_seconds` and `warmup_seconds` are the phases of
    that name. A parameter that is called like one of these columns has `parameter.` before its name. None
    where a trial has no such value.
    """
    fields = {planned.case.id: _fields(planned.case) for planned in run.header.plan.cases}
    words = dict.fromkeys(name for named in fields.values() for name in named)
    columns: dict[str, Column] = {name: [] for name in (*words, *_MEASURED)}
    for trial in run.trials:
        named = fields.get(trial.case_id, {})
        for name in words:
            columns[name].append(named.get(name))
        for name, value in zip(_MEASURED, _measured(trial), strict=True):
            columns[name].append(value)
    return columns


_MEASURED = (
    "case_id",
    "launch",
    "status",
    "seconds",
    "start_seconds",
    "warmup_seconds",
    "score",
    "memory_low_bytes",
    "memory_high_bytes",
    "cpu_seconds",
    "reason",
)


def _measured(trial: TrialRecord) -> tuple[Scalar | None, ...]:
    return (
        trial.case_id,
        trial.launch,
        trial.status,
        median(trial.wall_seconds) if trial.wall_seconds else None,
        _phase_seconds(trial, "start"),
        _phase_seconds(trial, "warmup"),
        None if trial.score is None else trial.score.value,
        None if trial.memory is None else trial.memory.low_bytes,
        None if trial.memory is None else trial.memory.high_bytes,
        None if trial.cpu is None else trial.cpu.user_seconds + trial.cpu.system_seconds,
        trial.reason,
    )


def _phase_seconds(trial: TrialRecord, name: str) -> float | None:
    found = [phase.seconds for phase in trial.phases if phase.name == name]
    return sum(found) if found else None


def _fields(case: Case) -> dict[str, Scalar]:
    return {f"parameter.{name}" if name in _MEASURED else name: value for name, value in case.fields().items()}


def _problem(error: WorkbenchError) -> Problem:
    return Problem(str(error), error.remedy)
