"""Runs that are going on, and how the last one ended."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from workbench.analysis.remaining import RemainingTime
from workbench.errors import WorkbenchError
from workbench.model.plan import PlannedCase
from workbench.model.run import RunHeader
from workbench.model.trial import OK, SKIPPED
from workbench.reporting.live.trial_now import TrialNow, trial_now
from workbench.reporting.queries import Problem
from workbench.running.schedule import order
from workbench.store.catalogue import run_folders
from workbench.store.journal import is_being_written
from workbench.store.layout import TELEMETRY_FOLDER, TRIALS_FILE
from workbench.store.reader import RunRows, read_rows
from workbench.telemetry.series import STREAM_SUFFIX

GOING = "going"
FINISHED = "finished"
KILLED = "killed"
STOPPED = "stopped"
"""`killed`: its process went away without tidying up. `stopped`: it lacks launches and nothing says why:
interrupted, or its time budget was spent."""


@dataclass(frozen=True)
class CaseNow:
    """A case of the run: launches made and planned, and what one typically takes (None before one has ended)."""

    planned: PlannedCase
    done: int
    total: int
    typical_seconds: float | None = None


@dataclass(frozen=True)
class RunNow:
    """A run as its files tell it at this moment.

    `statuses` counts trials by how they ended. `failures` are the latest ones: case id, status, reason. `remaining_*`
    are None before a trial has ended, and where nothing is left to be waited for. `ended_at` (seconds since the epoch)
    is when its last trial ended, as the trials say it: a checkout or a copy gives files another time.
    """

    folder: str
    header: RunHeader
    state: str
    statuses: Mapping[str, int] = field(default_factory=dict)
    failures: tuple[tuple[str, str, str], ...] = ()
    elapsed_seconds: float = 0.0
    ended_at: float = 0.0
    remaining_seconds: float | None = None
    remaining_bounds_seconds: tuple[float, float] | None = None
    cases: tuple[CaseNow, ...] = ()
    trial: TrialNow | None = None

    @property
    def done(self) -> int:
        """Trials recorded, however they ended."""
        return sum(self.statuses.values())

    @property
    def failed(self) -> int:
        """Trials that did not end well; skipped ones are none of them."""
        return sum(count for status, count in self.statuses.items() if status not in (OK, SKIPPED))

    def case(self, case_id: str) -> CaseNow | None:
        """The case of that id."""
        return next((each for each in self.cases if each.planned.case.id == case_id), None)


FAILURES_KEPT = 3


def going(root: str) -> tuple[RunNow | Problem, ...]:
    """Every run below `root` that a process is writing to just now, the newest first. Others aren't read."""
    folders = [folder for folder in run_folders(root) if is_being_written(os.path.join(folder, TRIALS_FILE))]
    found = [run_now(folder) for folder in folders]
    return tuple(sorted(found, key=lambda each: -each.header.created_at if isinstance(each, RunNow) else 0.0))


def run_now(folder: str) -> RunNow | Problem:
    """The run in that folder, going on or not."""
    path = os.path.join(folder, TRIALS_FILE)
    try:
        written = is_being_written(path)
        rows = read_rows(folder)
    except WorkbenchError as error:
        return Problem(str(error), error.remedy)
    except OSError as error:
        return Problem(f"{folder} can't be read: {error.strerror}")
    return _told(rows, written)


def _told(rows: RunRows, written: bool) -> RunNow:
    ended_at = max((trial.started_at + trial.elapsed_seconds for trial in rows.trials), default=rows.header.created_at)
    plan = rows.header.plan
    recorded = {trial.trial_id for trial in rows.trials}
    state = GOING if written else _ended(rows)
    left = RemainingTime(order(plan, recorded), rows.trials)
    counts = Counter(trial.case_id for trial in rows.trials)
    trial = trial_now(rows.folder, recorded) if written else None
    failures = [trial for trial in rows.trials if trial.status not in (OK, SKIPPED)][-FAILURES_KEPT:]
    passed = 0.0 if trial is None else trial.elapsed_seconds
    return RunNow(
        rows.folder,
        rows.header,
        state,
        Counter(trial.status for trial in rows.trials),
        tuple((trial.case_id, trial.status, trial.reason or "") for trial in reversed(failures)),
        max(0.0, (time.time() if written else ended_at) - rows.header.created_at),
        ended_at,
        _less(left.seconds(), passed) if written else None,
        _both_less(left.bounds_seconds(), passed) if written else None,
        tuple(
            CaseNow(each, counts[each.case.id], plan.launches_of(each), left.case_seconds(each.case.id))
            for each in plan.cases
        ),
        trial,
    )


def _ended(rows: RunRows) -> str:
    if len(rows.trials) >= rows.header.plan.planned_trials:
        return FINISHED
    try:
        streams = [
            name for name in os.listdir(os.path.join(rows.folder, TELEMETRY_FOLDER)) if name.endswith(STREAM_SUFFIX)
        ]
    except OSError:
        return STOPPED
    return KILLED if streams else STOPPED


def _less(seconds: float | None, passed: float) -> float | None:
    return None if seconds is None else max(0.0, seconds - passed)


def _both_less(bounds: tuple[float, float] | None, passed: float) -> tuple[float, float] | None:
    return None if bounds is None else (max(0.0, bounds[0] - passed), max(0.0, bounds[1] - passed))
