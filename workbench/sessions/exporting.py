"""Writes a finished run in a form that another program reads."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Optional

from workbench.contracts import Exporter
from workbench.errors import WorkbenchError
from workbench.sessions.choosing import choose
from workbench.store.layout import checked_name, read_regular
from workbench.store.reader import read_run, resolve_run
from workbench.store.samples import samples


def find_exporter(name: str) -> Exporter:
    """The exporter of that name. Raises PluginError for an unknown one, WorkbenchError for one that can't run here."""
    made: Exporter = choose("exporter", name, "exported to here")
    return made


def export_run(reference: str, results: str, exporter: Exporter) -> Iterator[str]:
    """The document, in pieces. Raises StoreError, at once, where `reference` is no run."""
    run = read_run(resolve_run(reference, results))
    return exporter.export(run, lambda trial_id: samples(run.folder, trial_id))


def export_folder(reference: str, results: str, exporter: Exporter, folder: str) -> tuple[str, ...]:
    """Write the files of an exporter that makes several; returns what the form can't say of the run.

    Raises StoreError where `reference` is no run, WorkbenchError where a file can't be read or written. Files are
    written one by one, each whole or not at all, once all of them are made.
    """
    run = read_run(resolve_run(reference, results))
    for name, text in list(exporter.files(run, lambda name: _text(_inside(folder, name)))):
        path = _inside(folder, name)
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
        except OSError as error:
            raise WorkbenchError(f"{path} could not be written: {error.strerror}", "name another folder") from error
        write_whole([text], path)
    return tuple(exporter.remarks(run))


def _inside(folder: str, name: str) -> str:
    """Where the file lies. Raises StoreError for a name that could lead out of the folder."""
    return os.path.join(folder, *(checked_name(part, "the file name") for part in name.split("/")))


def _text(path: str) -> Optional[str]:
    if not os.path.lexists(path):
        return None
    try:
        return read_regular(path).decode("utf-8")
    except UnicodeDecodeError as error:
        raise WorkbenchError(f"{path} is not text", "name another folder") from error


def write_whole(pieces: Iterable[str], path: str) -> None:
    """Write the file so that whoever reads it meanwhile sees the old one or all of the new one.

    A textfile collector reads at any moment. Raises WorkbenchError where it can't be written; then nothing changed.
    """
    path = os.path.realpath(path)
    if os.path.exists(path) and not os.path.isfile(path):
        raise WorkbenchError(f"{path} is not a regular file", "name a file, or leave -o out for standard output")
    try:
        _write_beside(pieces, path)
    except OSError as error:
        raise WorkbenchError(f"{path} could not be written: {error.strerror}", "nothing was changed") from error


def _write_beside(pieces: Iterable[str], path: str) -> None:
    folder, name = os.path.split(path)
    # The name begins with a dot and ends unlike the file's: a textfile collector takes every `*.prom` it sees.
    beside = os.path.join(folder, f".{name}.{os.getpid()}.part")
    file = open(beside, "x", encoding="utf-8")  # noqa: SIM115 - closed below
    try:
        with file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise
