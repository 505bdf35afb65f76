"""One run at a glance: what it ran on, from which code, what failed in it; and its removal."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.errors import WorkbenchError
from workbench.model.case import Case
from workbench.model.reason import brief
from workbench.model.run import Interpreter, Machine, RunHeader
from workbench.model.trial import OK, SKIPPED
from workbench.model.units import format_bytes
from workbench.reporting import naming
from workbench.reporting.columns import Cell
from workbench.reporting.escaping import plain
from workbench.reporting.keeping import forget
from workbench.reporting.queries import Problem, RunEntry
from workbench.store.journal import is_being_written
from workbench.store.layout import TRIALS_FILE
from workbench.store.pruning import prune
from workbench.store.reader import read_header, read_rows

Fact = tuple[str, str]


@dataclass(frozen=True)
class Failure:
    """A launch that did not end well. `name` is its case and launch; `stderr_tail` as it was recorded."""

    name: str
    case: str
    launch: int
    status: str
    reason: str
    stderr_tail: str


@dataclass(frozen=True)
class Glance:
    """A run without its figures. `environments` are (name, its packages as `name version`).

    `uncommitted`: the code that was measured had changes that no revision holds.
    """

    facts: tuple[Fact, ...]
    environments: tuple[tuple[str, tuple[str, ...]], ...]
    cases: tuple[str, ...]
    failures: tuple[Failure, ...]
    warnings: tuple[str, ...]
    uncommitted: bool


def glance(folder: str) -> Glance | Problem:
    """The run in `folder` at a glance."""
    try:
        header, _ = read_header(folder)
        run = read_rows(folder)
    except WorkbenchError as error:
        return Problem(str(error), error.remedy)
    names = {planned.case.id: _case(planned.case) for planned in header.plan.cases}
    failures = (
        Failure(
            f"{names.get(trial.case_id, plain(trial.case_id))} · launch {trial.launch}",
            names.get(trial.case_id, plain(trial.case_id)),
            trial.launch,
            trial.status.replace("_", " "),
            plain(brief(trial.reason or "")),
            plain(trial.stderr_tail or "", keep="\n\t"),
        )
        for trial in run.trials
        if trial.status not in (OK, SKIPPED)
    )
    return Glance(
        tuple(_facts(header)),
        tuple((_environment(each), _packages(each)) for each in header.interpreters),
        tuple(names.values()),
        tuple(failures),
        run.warnings,
        header.revision is not None and header.revision.dirty,
    )


def run_columns(runs: Sequence[RunEntry], moments: Sequence[str]) -> dict[str, list[Cell]]:
    """The runs as columns of a table; `moments` are their times, for people."""
    return {
        "suite": [plain(entry.name) for entry in runs],
        "made": list(moments),
        "trials": [entry.recorded for entry in runs],
        "lacking": [max(0, entry.planned - entry.recorded) or None for entry in runs],
        "machine": [plain(entry.machine_id) for entry in runs],
        "run": [plain(entry.run_id) for entry in runs],
    }


def failure_columns(failures: Sequence[Failure]) -> dict[str, list[Cell]]:
    """The failures as columns of a table."""
    return {
        "case": [each.case for each in failures],
        "launch": [each.launch for each in failures],
        "outcome": [each.status for each in failures],
        "reason": [each.reason for each in failures],
    }


def is_in_progress(folder: str) -> bool:
    """Whether a `workbench run` is writing it now."""
    return is_being_written(os.path.join(folder, TRIALS_FILE))


def remove(root: str, entry: RunEntry) -> Problem | None:
    """Remove a listed run and what is kept of it; a Problem where it may not go or can't. Never outside `root`."""
    try:
        prune(root, [entry])
    except WorkbenchError as error:
        return Problem(str(error), error.remedy)
    forget(root, entry.folder)
    return None


def _case(case: Case) -> str:
    return f"{naming.workload(case)} · {naming.case_name(case)}"


def _facts(header: RunHeader) -> Iterator[Fact]:
    revision = header.revision
    if revision is None:
        yield "code", "not under version control"
    else:
        state = "with uncommitted changes" if revision.dirty else "clean tree"
        yield "code", f"{plain(revision.commit[:12])}, {state}"
    yield "workbench", plain(header.workbench_version)
    yield from _machine(header.machine)


def _machine(machine: Machine) -> Iterator[Fact]:
    yield "machine", plain(machine.id)
    yield "CPU", f"{plain(machine.cpu_model)}, {machine.usable_cpus} of {machine.logical_cpus} logical CPUs usable"
    yield "memory", format_bytes(machine.memory_bytes)
    yield "system", plain(f"{machine.system} {machine.kernel}")
    optional = {
        "virtual": machine.virtual,
        "CPU limit": None if machine.cpu_limit_cores is None else f"{machine.cpu_limit_cores:g} cores",
        "memory limit": None if machine.memory_limit_bytes is None else format_bytes(machine.memory_limit_bytes),
        "GPU": ", ".join(machine.gpus) or None,
    }
    yield from ((name, plain(told)) for name, told in optional.items() if told is not None)


def _environment(interpreter: Interpreter) -> str:
    return plain(f"{interpreter.name}: {interpreter.implementation} {interpreter.version}")


def _packages(interpreter: Interpreter) -> tuple[str, ...]:
    return tuple(plain(f"{name} {version}") for name, version in sorted(interpreter.packages.items()))
