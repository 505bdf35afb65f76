"""One side of a check, ready to launch: its files, its environment, its plan, its data and the run it is kept in."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

import workbench
from workbench.model.description import Describe
from workbench.model.event import PreparingData
from workbench.model.plan import Plan, PlannedCase, TrialSpec
from workbench.model.run import SCHEMA_VERSION, CheckSide, Interpreter, Revision, RunHeader
from workbench.model.trial import TrialRecord
from workbench.registry import load, resolve
from workbench.running.runner import Runner
from workbench.running.schedule import trial_id
from workbench.sessions.counting import COUNTED_LAUNCHES, Chosen, choose_counter, with_instructions
from workbench.sessions.data import prepare_data
from workbench.sessions.describing import describe_through
from workbench.sessions.executing import compact_series, warm
from workbench.sessions.launching import Data, Tell, launch
from workbench.store.cache import DataCache
from workbench.store.layout import new_run_id
from workbench.store.writer import RunWriter
from workbench.telemetry.machine import read_machine

BASE, HEAD = "base", "head"
PERSONS_PATH = "WORKBENCH_PERSON_PYTHONPATH"
LEAST_PAIRS = 4
"""Of fewer nothing is decided."""


@dataclass(frozen=True)
class Place:
    """Where one side's files are, and which Python runs them (empty: ours). `moved` maps a person's path to there."""

    folder: str
    interpreter: str
    moved: Callable[[str], str]
    installed: bool

    def variables(self, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
        """What the children of this side are told: where commands run, and whence a person's file may import."""
        working = self.moved(os.getcwd())
        persons = [self.moved(path) for path in environment.get("PYTHONPATH", "").split(os.pathsep) if path]
        own = [] if self.installed else [os.path.join(self.folder, "src"), self.folder]
        paths = dict.fromkeys([*(path for path in own if os.path.isdir(path)), *persons])
        return {
            "WORKBENCH_WORKING_FOLDER": working if os.path.isdir(working) else self.folder,
            PERSONS_PATH: os.pathsep.join(paths),
        }


@contextmanager
def opened(place: Place) -> Iterator[tuple[Runner, Describe]]:
    """The processes that launch from a place, and a way to ask its plug-ins."""
    with Runner(place.interpreter, place.variables()) as runner:
        yield runner, describe_through(runner)


@dataclass(frozen=True)
class Side:
    """One side, from its first launch on. `key` is BASE or HEAD, `name` what a person calls it.

    With a `counter`, the first launches of each case are counted too.
    """

    key: str
    name: str
    plan: Plan
    runner: Runner
    data: Data
    writer: RunWriter
    cases: Mapping[str, PlannedCase]
    counter: Chosen | None = None

    def spec(self, case_id: str, number: int) -> TrialSpec:
        """The `number`-th launch of a case, to be made."""
        return TrialSpec(trial_id(case_id, number), number, self.cases[case_id], self.plan.measure)

    def launch(self, case_id: str, number: int, tell: Tell) -> TrialRecord:
        """The `number`-th launch of a case, which is on disk on return."""
        spec = self.spec(case_id, number)
        record = launch(spec, self.plan, self.data, self.runner, tell)
        if self.counter is not None and number <= COUNTED_LAUNCHES:
            record = with_instructions(record, spec, self.plan, self.data, self.runner, self.counter)
        self.writer.append(record)
        return record


@dataclass(frozen=True)
class Kept:
    """Where the run of a side goes, what both runs of a check have in common, and the code that is measured."""

    results: str
    check_id: str
    revision: Revision | None


@contextmanager
def begun(
    key: str,
    name: str,
    plan: Plan,
    place: Place,
    asked: tuple[Runner, Describe],
    cache: DataCache,
    kept: Kept,
    tell: Tell,
) -> Iterator[Side]:
    """The side with its data made and its run begun, from processes that `opened` started."""
    runner, describe = asked
    data = prepare_data(plan, runner, describe, cache, lambda label: tell(PreparingData(label)))
    warm(plan, runner)
    with RunWriter.create(kept.results, _header(key, name, plan, place, kept)) as writer:
        runner.series_folder = os.path.join(writer.folder, "telemetry")
        try:
            cases = {planned.case.id: planned for planned in plan.cases}
            counter = choose_counter() if plan.measure.instructions else None
            yield Side(key, name, plan, runner, data, writer, cases, counter)
        finally:
            compact_series(runner.series_folder, tell)


def _header(key: str, name: str, plan: Plan, place: Place, kept: Kept) -> RunHeader:
    now = time.time()
    return RunHeader(
        run_id=new_run_id(f"{plan.name}-{key}", now, kept.check_id),
        schema_version=SCHEMA_VERSION,
        workbench_version=workbench.__version__,
        created_at=now,
        plan=replace(plan, measure=replace(plan.measure, launches=LEAST_PAIRS)),
        machine=read_machine(),
        interpreters=_interpreters(plan, place),
        revision=kept.revision,
        check=CheckSide(kept.check_id, key, name),
    )


def _interpreters(plan: Plan, place: Place) -> tuple[Interpreter, ...]:
    used = {each: plan.environment(each) for each in sorted({planned.case.environment for planned in plan.cases})}
    return tuple(
        load(resolve("environment", found.kind))().describe(
            each, found.interpreter or place.interpreter or sys.executable
        )
        for each, found in used.items()
        if found.unavailable is None
    )
