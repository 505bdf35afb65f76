"""What is said of the profiles that lie beside a run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from statistics import median

from workbench.model.profile import Profile
from workbench.model.reason import brief
from workbench.model.run import Run
from workbench.model.trial import OK, TrialRecord
from workbench.reporting.escaping import plain

OPENED_BY = {
    ".speedscope.json": "speedscope shows it",
    ".html": "a browser shows it",
    ".perf.txt": "speedscope and the Firefox profiler show it",
    ".txt": "a table",
}


def profile_lines(run: Run, profiles: Iterable[Profile]) -> Iterator[str]:
    """For each profile which case it is of, where the file to open lies, and how far the profiler slowed it down."""
    labels = {planned.case.id: planned.case.label() for planned in run.header.plan.cases}
    for profile in profiles:
        record = profile.record
        path = os.path.join(run.folder, "profiles", profile.files[0]) if profile.files else ""
        yield f"Profile by {plain(record.profile or '')} of {plain(labels.get(record.case_id, record.case_id))}"
        if path:
            yield f"    {plain(path)}{_how_to_open(path)}"
        if record.status != OK:
            yield f"    that launch ended as {record.status}: {plain(brief(record.reason or ''))}{_last_words(record)}"
        elif (slowdown := _slowdown(run, profile)) is not None:
            yield f"    that launch took {slowdown:.2g}× as long as the measured ones, and is not among them"


def _last_words(record: TrialRecord) -> str:
    told = (record.stderr_tail or "").strip().splitlines()
    return f" ({plain(told[-1][:200])})" if told else ""


def _how_to_open(path: str) -> str:
    return next((f" ({how})" for suffix, how in OPENED_BY.items() if path.endswith(suffix)), "")


def _slowdown(run: Run, profile: Profile) -> float | None:
    measured = [
        median(trial.wall_seconds)
        for trial in run.trials
        if trial.case_id == profile.record.case_id and trial.status == OK and trial.wall_seconds
    ]
    profiled = profile.record.wall_seconds
    return median(profiled) / median(measured) if measured and profiled and median(measured) > 0 else None
