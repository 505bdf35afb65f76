"""Removes runs a person no longer wants. Says what would go first; only runs go, only inside the folder."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass

from workbench.errors import StoreError
from workbench.model.trial import OK
from workbench.store.catalogue import RunEntry, find_runs
from workbench.store.diskerrors import explained, printable
from workbench.store.journal import is_being_written
from workbench.store.layout import TRIALS_FILE, is_run
from workbench.store.reader import read_rows


@dataclass(frozen=True)
class PruneRules:
    """Which runs go: those that every given rule names. At least one rule must be given.

    `keep_newest`: all but so many, the newest. `older_than_seconds`: made longer ago. `unfinished`: fewer
    trials than planned. `failed`: no trial ended well.
    """

    keep_newest: int | None = None
    older_than_seconds: float | None = None
    unfinished: bool = False
    failed: bool = False

    def given(self) -> bool:
        """Whether there is a rule at all."""
        return self != PruneRules()


def prunable(root: str, rules: PruneRules, now: float) -> tuple[RunEntry, ...]:
    """The runs that `prune` should be given; `now` is in seconds since the epoch. Nothing is removed.

    What can't be read as a run, and a run being written, is never among them. Raises StoreError without rules.
    """
    if not rules.given():
        raise StoreError(
            "say which runs should go", "--keep N, --older-than DURATION, --unfinished or --failed; several narrow it"
        )
    runs = [entry for entry in find_runs(root) if entry.readable]
    return tuple(entry for entry in runs[rules.keep_newest or 0 :] if _goes(entry, rules, now))


def _goes(entry: RunEntry, rules: PruneRules, now: float) -> bool:
    if rules.older_than_seconds is not None and now - entry.created_at <= rules.older_than_seconds:
        return False
    if rules.unfinished and entry.recorded >= entry.planned:
        return False
    if is_being_written(os.path.join(entry.folder, TRIALS_FILE)):
        return False
    return not rules.failed or all(trial.status != OK for trial in read_rows(entry.folder).trials)


def prune(root: str, runs: Iterable[RunEntry]) -> None:
    """Remove the folders of `runs`, and the machine folders that this empties.

    Raises StoreError for one that isn't a run inside `root` or is being written, before it is touched.
    """
    for entry in runs:
        folder = _checked(root, entry.folder)
        parent = os.path.dirname(folder)
        doomed = os.path.join(parent, f".removing-{secrets.token_hex(8)}")
        with explained("remove", folder):
            os.rename(folder, doomed)
            shutil.rmtree(doomed)
            if parent != os.path.realpath(root) and not os.listdir(parent):
                os.rmdir(parent)


def _checked(root: str, folder: str) -> str:
    """The real path of a run that lies below `root` and may go."""
    real, inside = os.path.realpath(folder), os.path.realpath(root)
    if os.path.islink(folder) or real == inside or os.path.commonpath([real, inside]) != inside or not is_run(real):
        raise StoreError(f"{printable(folder)} is not a run inside {printable(root)}: it is left alone")
    if is_being_written(os.path.join(real, TRIALS_FILE)):
        raise StoreError(f"{printable(folder)} is being written: it is left alone", "wait until the run ends")
    return real
