"""Measures what the tests asked for: functions in one run of fresh processes, what was timed in-process beside it."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Optional

from workbench.errors import ConfigurationError
from workbench.model.event import RunEvent
from workbench.model.imported import LAUNCHES, MEMORY, ImportedCase, ImportedLaunch, ImportedRun, Origin
from workbench.model.plan import MeasureSettings, Plan
from workbench.model.run import Interpreter
from workbench.planning.command import plan_blocks
from workbench.sessions.executing import Workplace, run_plan
from workbench.sessions.importing import keep_run
from workbench.sessions.opening import open_workplace
from workbench.sessions.revision import read_revision
from workbench.sessions.testing.requests import Fresh, InProcess, Recorded
from workbench.telemetry.machine import read_machine

NAME = "pytest"
IN_PROCESS_NAME = "pytest-in-process"
ONE_LAUNCH = "Timed in the process of the tests: all calls are one launch, so no interval can be claimed."


@dataclass(frozen=True)
class Measured:
    """The folders of the runs, and (test, reason) for each function that no fresh process could take."""

    folder: Optional[str] = None
    in_process_folder: Optional[str] = None
    refused: tuple[tuple[str, str], ...] = ()


def measure(recorded: Recorded, root: str, results: str, now: float, announce: Callable[[Plan], None]) -> Measured:
    """Everything that was asked for, kept under `results`; `root` is where targets start from.

    Launches of all functions are interleaved, each as often as the most that any test asks for. `announce` is told
    the plan before it is run. Raises StoreError where results can't be written.
    """
    folder: Optional[str] = None
    refused: tuple[tuple[str, str], ...] = ()
    if recorded.fresh:
        with open_workplace(results) as workplace:
            plan, refused = _plan(recorded.fresh, root, workplace)
            if plan is not None:
                announce(plan)
                folder = run_plan(plan, workplace, _silent).folder
    in_process = _keep(recorded.in_process, results, now) if recorded.in_process else None
    return Measured(folder, in_process, refused)


def _plan(
    requests: Sequence[Fresh], root: str, workplace: Workplace
) -> tuple[Optional[Plan], tuple[tuple[str, str], ...]]:
    """A plan of all that can be measured; one that can't be is refused alone."""
    settings = {
        "launches": max(each.asked.launches or MeasureSettings.launches for each in requests),
        "repeats": max(each.asked.repeats or MeasureSettings.repeats for each in requests),
    }

    def plan(chosen: Sequence[Fresh]) -> Plan:
        return plan_blocks(NAME, [_block(each) for each in chosen], settings, workplace.describe, folder=root)

    try:
        return plan(requests), ()
    except ConfigurationError:
        pass
    good, refused = [], []
    for each in requests:
        try:
            plan([each])
            good.append(each)
        except ConfigurationError as error:
            refused.append((each.test, str(error)))
    return (plan(good) if good else None), tuple(refused)


def _block(request: Fresh) -> dict[str, Any]:
    block: dict[str, Any] = {"workload": request.target}
    if request.parameters:
        block["parameters"] = dict(request.parameters)
    if request.asked.workers is not None:
        workers = request.asked.workers
        block["workers"] = [workers] if isinstance(workers, int) else list(workers)
    return block


def _keep(timed: Sequence[InProcess], results: str, now: float) -> str:
    version = platform.python_version()
    run = ImportedRun(
        IN_PROCESS_NAME,
        Origin("pytest", "in-process", None, (LAUNCHES, MEMORY)),
        read_machine(),
        tuple(ImportedCase(each.test, (ImportedLaunch(each.seconds),)) for each in timed),
        now,
        Interpreter("default", os.path.basename("python"), version, platform.python_implementation().lower()),
        read_revision(),
        (ONE_LAUNCH,),
    )
    return keep_run(run, results).folder


def _silent(event: RunEvent) -> None:
    """The summary at the end tells."""
