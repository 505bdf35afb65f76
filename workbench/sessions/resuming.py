"""Which run a person means to go on with, and whether going on would still be the same run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Optional

from workbench.errors import NothingToDecide, StoreError
from workbench.model.description import Describe, Question
from workbench.model.plan import OURS, Build, Plan
from workbench.model.run import Interpreter, Machine, RunHeader
from workbench.store.catalogue import find_runs
from workbench.store.reader import resolve_run
from workbench.telemetry.machine import read_machine

LATEST = "latest"


def unfinished_run(reference: str, suite: Optional[str], results: str, anywhere: bool = False) -> str:
    """The folder of the run `reference`; for `latest`, of the newest one (of `suite`, where named) that lacks launches.

    `anywhere`: also one that other machines made.
    Raises StoreError for no such run, NothingToDecide when none lacks any.
    """
    if reference != LATEST:
        return resolve_run(reference, results)
    machine_id = read_machine().id
    for entry in find_runs(results):
        unfinished = entry.readable and entry.recorded < entry.planned
        if unfinished and suite in (None, entry.name) and (anywhere or entry.machine_id == machine_id):
            return entry.folder
    of_suite = "" if suite is None else f" of {suite}"
    raise NothingToDecide(
        f"no run{of_suite} in {results}{'' if anywhere else ' made on this machine'} lacks launches",
        "start one: workbench run SUITE",
    )


def rebuilt(header: RunHeader, build: Build) -> Plan:
    """The plan of a run with its environments as they are here now: one that is gone from the cache is made again.

    Raises StoreError for one that could be used when the run began and can't be any more.
    """
    before = {name: spec for name, spec in header.plan.environments.items() if spec.unavailable is None}
    now = build(header.plan.name, before)
    gone = [spec.unavailable for spec in now.values() if spec.unavailable is not None]
    if gone:
        raise _refusal(header, gone)
    return replace(header.plan, environments={**header.plan.environments, **now})


def refuse_side(header: RunHeader) -> None:
    """Raises StoreError for one side of a check: its other side would be missing beside it."""
    if header.check is not None:
        raise StoreError(f"{header.run_id} is one side of a check, which isn't gone on with", "check again")


def check_resumable(
    header: RunHeader, machine: Machine, interpreters: Sequence[Interpreter], describe: Describe
) -> None:
    """Raises StoreError, naming every difference, where the rest of a run would not be measured as its beginning was.

    A run is one machine, one set of packages and one version of a person's files.
    """
    differences = [*_machine(header, machine), *_packages(header.interpreters, interpreters)]
    differences.extend(_code(header.plan, describe))
    if differences:
        raise _refusal(header, differences)


def _refusal(header: RunHeader, reasons: Sequence[str]) -> StoreError:
    return StoreError(
        f"{header.run_id} can't be gone on with: " + "; ".join(reasons), "start a new run: workbench run SUITE"
    )


def _machine(header: RunHeader, machine: Machine) -> Iterator[str]:
    if header.machine.id != machine.id:
        yield f"it was made on {header.machine.id}, and this is {machine.id}"


def _packages(then: Sequence[Interpreter], now: Sequence[Interpreter]) -> Iterator[str]:
    before = {interpreter.name: interpreter for interpreter in then}
    for interpreter in now:
        earlier = before.get(interpreter.name)
        if earlier is None:
            continue
        if earlier.version != interpreter.version:
            yield f"{interpreter.name} was Python {earlier.version} and is {interpreter.version}"
        names = sorted(set(earlier.packages) | set(interpreter.packages))
        changed = [name for name in names if earlier.packages.get(name) != interpreter.packages.get(name)]
        if changed:
            yield f"packages of {interpreter.name} have changed: {', '.join(changed[:5])}"


def _code(plan: Plan, describe: Describe) -> Iterator[str]:
    """Files of a person that have changed since."""
    files = {
        planned.workload.path: planned
        for planned in plan.cases
        if planned.workload.path is not None and planned.code_key
    }
    for path, planned in files.items():
        question = Question(planned.workload, planned.case.parameters)
        description = describe([question], OURS)[0]
        if description.error is not None or not planned.code_key.startswith(description.key):
            yield f"{path} has changed"
