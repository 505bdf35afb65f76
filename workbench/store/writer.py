"""Writes a run: its header once, then each trial as it ends. Nothing written is ever changed."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from types import TracebackType
from typing import Self

from workbench.errors import StoreError
from workbench.model.run import RunHeader
from workbench.model.trial import TrialRecord
from workbench.store.diskerrors import explained, printable
from workbench.store.encoding import encode_document, encode_line
from workbench.store.journal import Journal
from workbench.store.layout import (
    RUN_FILE,
    TELEMETRY_FOLDER,
    TRIALS_FILE,
    machine_folder,
    new_run_id,
    run_folder,
    sync_folder,
    write_synced,
)
from workbench.store.reader import read_header
from workbench.store.repair import finish_last_line

_ATTEMPTS = 100


class RunWriter:
    """The one writer of a run, until `close`.

    `header` is the header as written: its run id differs from the one asked for where that was taken.
    `warnings` says what `reopen` found and repaired.
    """

    def __init__(self, folder: str, header: RunHeader, journal: Journal, warnings: tuple[str, ...] = ()) -> None:
        self.folder = folder
        self.header = header
        self.warnings = warnings
        self._journal = journal

    @classmethod
    def create(cls, root: str, header: RunHeader, token: Callable[[], str] = lambda: secrets.token_hex(2)) -> Self:
        """A new run in `root`/<machine>/<run id>, which appears whole or not at all.

        `token` tells run ids apart where one is taken. Raises StoreError where the run can't be written or
        its ids can't be names of folders.
        """
        run_folder(root, header.machine.id, header.run_id)
        parent = machine_folder(root, header.machine.id)
        staging = os.path.join(parent, f".new-{secrets.token_hex(8)}")
        with explained("create a run in", root):
            os.makedirs(parent, exist_ok=True)
            os.mkdir(staging)
            journal = Journal(os.path.join(staging, TRIALS_FILE))
            try:
                os.mkdir(os.path.join(staging, TELEMETRY_FOLDER))
                header, folder = _place(staging, root, header, token)
                sync_folder(parent)
            except BaseException:
                journal.close()
                shutil.rmtree(staging, ignore_errors=True)
                raise
        journal.path = os.path.join(folder, TRIALS_FILE)
        return cls(folder, header, journal)

    @classmethod
    def reopen(cls, folder: str) -> Self:
        """The writer of a run that was interrupted. A torn last line is moved to trials.torn, and told.

        Raises StoreError for what isn't a run of a known schema, or while another writer has it.
        """
        header, _ = read_header(folder)
        path = os.path.join(folder, TRIALS_FILE)
        missing = () if os.path.exists(path) else (f"{printable(path)} was missing: an empty one was made",)
        journal = Journal(path)
        try:
            with explained("write to", folder):
                repaired = finish_last_line(journal)
                os.makedirs(os.path.join(folder, TELEMETRY_FOLDER), exist_ok=True)
                sync_folder(folder)
        except BaseException:
            journal.close()
            raise
        return cls(folder, header, journal, missing + repaired)

    def append(self, record: TrialRecord) -> None:
        """Add a trial. On return it is on the disk.

        Raises StoreError (full disk, folder removed, …): then this trial is not recorded, all earlier ones
        are, and appending may be tried again.
        """
        self._journal.append(encode_line(record))

    def append_all(self, records: Iterable[TrialRecord]) -> None:
        """Add trials that are all there already, much faster than one by one: all or, on StoreError, none."""
        self._journal.append(b"".join(map(encode_line, records)))

    def close(self) -> None:
        """Let the run go: it can be reopened."""
        self._journal.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _place(staging: str, root: str, header: RunHeader, token: Callable[[], str]) -> tuple[RunHeader, str]:
    """Write the header and give the finished folder its name, another one where that is taken."""
    for _ in range(_ATTEMPTS):
        folder = run_folder(root, header.machine.id, header.run_id)
        write_synced(os.path.join(staging, RUN_FILE), encode_document(header))
        sync_folder(staging)
        if _renamed(staging, folder):
            return header, folder
        header = replace(header, run_id=new_run_id(header.plan.name, header.created_at, token()))
    raise StoreError(f"{_ATTEMPTS} run ids in a row were taken in {printable(root)}", "name another results folder")


def _renamed(staging: str, folder: str) -> bool:
    """False where `folder` exists, also if it came to be just now."""
    if os.path.lexists(folder):
        return False
    try:
        os.rename(staging, folder)
    except OSError:
        if os.path.lexists(folder):
            return False
        raise
    return True
