"""The one thing that a page writes: the mark that a run was watched, in that run's own folder."""

from __future__ import annotations

import os

from workbench.reporting.live.run_now import GOING, RunNow
from workbench.store.watching import note_watched


def note(root: str, run: RunNow, at_seconds: float, refresh_seconds: float) -> bool:
    """Mark a run that goes on below `root` as watched at `at_seconds` (since the epoch); whether that was done."""
    inside, folder = os.path.realpath(root), os.path.realpath(run.folder)
    if run.state != GOING or os.path.commonpath([inside, folder]) != inside:
        return False
    return note_watched(folder, at_seconds, refresh_seconds)
