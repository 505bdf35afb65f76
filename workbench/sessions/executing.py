"""Run a plan, or go on with a run that was interrupted: facts are on disk after every trial."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Optional, Protocol

import workbench
from workbench.analysis.remaining import RemainingTime
from workbench.errors import StoreError
from workbench.model.ceiling import Ceilings
from workbench.model.description import Describe
from workbench.model.event import (
    BudgetSpent,
    PreparingData,
    RunStarted,
    TrialFinished,
    TrialStarted,
    Waiting,
    Warned,
)
from workbench.model.plan import Plan
from workbench.model.run import SCHEMA_VERSION, CheckSide, Interpreter, Machine, Run, RunHeader
from workbench.model.trial import OK, SKIPPED, TrialRecord
from workbench.registry import load, resolve
from workbench.running.requests import warm_request
from workbench.running.runner import ChildFailed, Runner
from workbench.running.schedule import order
from workbench.sessions.counting import COUNTED_LAUNCHES, choose_counter, with_instructions
from workbench.sessions.data import prepare_data
from workbench.sessions.environments import building
from workbench.sessions.exclusive import exclusive
from workbench.sessions.launching import Tell, launch
from workbench.sessions.resuming import check_resumable, rebuilt, refuse_side
from workbench.sessions.revision import read_revision
from workbench.sessions.surveying import check_clusters, check_still_there, survey_through
from workbench.store.cache import DataCache
from workbench.store.ceilings import read_ceilings
from workbench.store.environments import EnvironmentCache
from workbench.store.layout import new_run_id
from workbench.store.reader import read_run
from workbench.store.writer import RunWriter
from workbench.telemetry.machine import read_machine
from workbench.telemetry.series import compact


@dataclass(frozen=True)
class Workplace:
    """What a session works with: who launches, who describes, and where data, environments and results lie."""

    runner: Runner
    describe: Describe
    cache: DataCache
    environments: EnvironmentCache
    results: str


class Site(Protocol):
    """Where launches are made: on this machine, or on those of a farm, which are alike."""

    @property
    def machine(self) -> Machine:
        """Its fingerprint."""

    @property
    def interpreters(self) -> Sequence[Interpreter]:
        """What is installed there, of the environments that a plan uses."""

    def make(self, writer: RunWriter, plan: Plan, done: Sequence[TrialRecord], tell: Tell) -> None:
        """Every launch that is not done yet, stored as it ends."""


OpenSite = Callable[[Plan], AbstractContextManager[Site]]


def run_plan(
    plan: Plan,
    workplace: Workplace,
    tell: Tell,
    check: CheckSide | None = None,
    open_site: Optional[OpenSite] = None,
) -> Run:
    """Execute a plan as a new run, to its end or its time budget; returns it as it was stored.

    `check` marks it as one side of a check. `open_site` opens where it is made; None: this machine.

    Raises StoreError where results can't be written, and WorkbenchError once a cluster failed a trial and can't give
    what its case wants any more. That leaves a valid run, to be resumed, as KeyboardInterrupt does.
    """
    now = time.time()
    with _site(plan, workplace, open_site) as site:
        header = RunHeader(
            run_id=new_run_id(plan.name, now, os.urandom(2).hex()),
            schema_version=SCHEMA_VERSION,
            workbench_version=workbench.__version__,
            created_at=now,
            plan=plan,
            machine=site.machine,
            interpreters=tuple(site.interpreters),
            revision=read_revision(),
            ceilings=_ceilings(workplace.results, site.machine.id, tell),
            check=check,
        )
        with RunWriter.create(workplace.results, header) as writer:
            tell(RunStarted(header))
            site.make(writer, plan, (), tell)
    return read_run(writer.folder)


def resume_run(folder: str, workplace: Workplace, tell: Tell, open_site: Optional[OpenSite] = None) -> Run:
    """Make the launches that a run lacks, where `open_site` opens, or on this machine.

    Raises StoreError for what isn't a run or is being written, and where what would run now is not what ran then.
    """
    with RunWriter.reopen(folder) as writer:
        done = read_run(folder)
        refuse_side(done.header)
        plan = rebuilt(done.header, building(workplace.environments, tell))
        with _site(plan, workplace, open_site) as site:
            check_resumable(done.header, site.machine, site.interpreters, workplace.describe)
            check_clusters(plan, survey_through(workplace.runner))
            tell(RunStarted(done.header, done.trials))
            site.make(writer, plan, done.trials, tell)
    return read_run(folder)


@dataclass(frozen=True)
class _Here:
    """This machine."""

    workplace: Workplace
    machine: Machine
    interpreters: Sequence[Interpreter]

    def make(self, writer: RunWriter, plan: Plan, done: Sequence[TrialRecord], tell: Tell) -> None:
        _execute(writer, plan, done, self.workplace, tell)


@contextmanager
def _site(plan: Plan, workplace: Workplace, open_site: Optional[OpenSite]) -> Iterator[Site]:
    if open_site is None:
        yield _Here(workplace, read_machine(), interpreters_of(plan))
        return
    with open_site(plan) as site:
        yield site


def _execute(writer: RunWriter, plan: Plan, done: Sequence[TrialRecord], workplace: Workplace, tell: Tell) -> None:
    data = prepare_data(
        plan, workplace.runner, workplace.describe, workplace.cache, lambda label: tell(PreparingData(label))
    )
    warm(plan, workplace.runner)
    workplace.runner.series_folder = os.path.join(writer.folder, "telemetry")
    specs = order(plan, {trial.trial_id for trial in done})
    total = len(specs) + len(done)
    remaining = RemainingTime(specs, done)
    counter = choose_counter() if plan.measure.instructions else None
    try:
        with exclusive(lambda pid: tell(Waiting(pid))):
            deadline = time.monotonic() + (plan.measure.time_budget_seconds or float("inf"))
            for index, spec in enumerate(specs, start=len(done) + 1):
                if time.monotonic() >= deadline:
                    tell(BudgetSpent(total - index + 1))
                    break
                tell(TrialStarted(spec, index, total, remaining.seconds()))
                record = launch(spec, plan, data, workplace.runner, tell)
                if counter is not None and spec.launch <= COUNTED_LAUNCHES:
                    record = with_instructions(record, spec, plan, data, workplace.runner, counter)
                writer.append(record)
                remaining.finished(record)
                tell(TrialFinished(spec, record, index, total, remaining.seconds()))
                if record.status not in {OK, SKIPPED} and index < total:
                    check_still_there(plan, spec.planned, survey_through(workplace.runner))
    finally:
        compact_series(workplace.runner.series_folder, tell)


def _ceilings(results: str, machine_id: str, tell: Tell) -> Ceilings | None:
    """What was last measured of this machine. A file that can't be read costs only what would be held against it."""
    try:
        return read_ceilings(results, machine_id)
    except StoreError as error:
        tell(Warned(f"the run goes without measured ceilings: {error}; {error.remedy}"))
        return None


def compact_series(folder: str, tell: Tell) -> None:
    """Streams become Parquet. What can't be turned stays readable as it is, and never decides how a run ends."""
    try:
        compact(folder)
    except OSError as error:
        tell(Warned(f"telemetry was left as streams: {error}"))


def warm(plan: Plan, runner: Runner) -> None:
    """Have every environment compile what its trials import. What fails here fails again, and is told, in a trial."""
    for environment in sorted({planned.case.environment for planned in plan.cases}):
        used = [
            reference
            for planned in plan.cases
            if planned.case.environment == environment and planned.skip_reason is None
            for reference in (planned.workload, planned.solver, planned.backend)
            if reference is not None
        ]
        plugins = list({reference.module: reference for reference in used}.values())
        if not plugins:
            continue
        try:
            found = plan.environment(environment)
            runner.ask(warm_request(plugins), plugins, found.interpreter, variables=found.variables)
        except ChildFailed:
            continue


def interpreters_of(plan: Plan) -> tuple[Interpreter, ...]:
    """The environments of a plan's cases as they are found on this machine."""
    used = {name: plan.environment(name) for name in sorted({planned.case.environment for planned in plan.cases})}
    return tuple(
        load(resolve("environment", found.kind))().describe(name, found.interpreter or sys.executable)
        for name, found in used.items()
        if found.unavailable is None
    )
