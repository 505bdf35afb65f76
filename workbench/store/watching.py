"""The mark that a run was watched while it went on: who looks disturbs what is measured.

    results/<machine>/<run id>/watched.jsonl      one line a refresh: {"at_seconds": 1795271449.2, "refresh_seconds": 5}

`at_seconds` since the epoch (UTC). A torn or foreign line is passed over: the mark costs no run.
"""

from __future__ import annotations

import json
import os

from workbench.errors import StoreError
from workbench.model.run import Watched
from workbench.store.journal import is_being_written
from workbench.store.layout import TRIALS_FILE, WATCHED_FILE, is_run, open_regular, read_regular

MISSED = 2.5
"""A refresh that comes later than so many times its interval begins another stretch."""


def note_watched(folder: str, at_seconds: float, refresh_seconds: float) -> bool:
    """Add a line to the run in `folder` if it is being written just now; whether that was done.

    Nothing else of the run is touched, and nothing is made where there is no run.
    """
    if not is_run(folder) or not is_being_written(os.path.join(folder, TRIALS_FILE)):
        return False
    line = json.dumps({"at_seconds": round(at_seconds, 3), "refresh_seconds": refresh_seconds}) + "\n"
    try:
        descriptor = open_regular(os.path.join(folder, WATCHED_FILE), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    except (OSError, StoreError):
        return False
    try:
        # One write of one short line: several pages may note at once.
        return os.write(descriptor, line.encode("ascii")) == len(line)
    except OSError:
        return False
    finally:
        os.close(descriptor)


def read_watched(folder: str) -> tuple[Watched, ...]:
    """When the run was watched, refreshes that follow one another joined; empty for a run that was not."""
    path = os.path.join(folder, WATCHED_FILE)
    if not os.path.lexists(path):
        return ()
    try:
        data = read_regular(path)
    except StoreError:
        return ()
    found: list[Watched] = []
    allowed = 0.0
    for at, refresh in sorted(filter(None, map(_look, data.splitlines()))):
        if found and at - found[-1].end_seconds <= max(allowed, MISSED * refresh):
            found[-1] = Watched(found[-1].begin_seconds, at)
        else:
            found.append(Watched(at, at))
        allowed = MISSED * refresh
    return tuple(found)


def _look(line: bytes) -> tuple[float, float] | None:
    try:
        told = json.loads(line)
        look = float(told["at_seconds"]), float(told["refresh_seconds"])
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
        return None
    return look if 0 < look[0] < 1e11 and 0 < look[1] < 1e6 else None
