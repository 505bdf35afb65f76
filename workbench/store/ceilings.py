"""What `doctor --ceilings` measured of a machine: `results/<machine>/ceilings.json`."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass

import msgspec

from workbench.errors import StoreError
from workbench.model.ceiling import Ceilings
from workbench.store.diskerrors import explained, printable
from workbench.store.encoding import encode_document
from workbench.store.layout import machine_folder, read_regular, sync_folder, write_synced
from workbench.store.schema import Decoding, Undecodable

CEILINGS_FILE = "ceilings.json"
VERSION = 1
AGAIN = "measure again: workbench doctor --ceilings"


@dataclass(frozen=True)
class StoredCeilings:
    """The file's content."""

    version: int
    ceilings: Ceilings


class _Versioned(msgspec.Struct):
    version: int


_version = Decoding(_Versioned)
_decoding = Decoding(StoredCeilings)


def ceilings_path(root: str, machine_id: str) -> str:
    """Where a machine's ceilings are kept under the results folder `root`."""
    return os.path.join(machine_folder(root, machine_id), CEILINGS_FILE)


def write_ceilings(root: str, ceilings: Ceilings) -> str:
    """Replace what is kept of that machine, whole or not at all; returns the file. Raises StoreError."""
    path = ceilings_path(root, ceilings.machine_id)
    folder = os.path.dirname(path)
    staging = os.path.join(folder, f".new-{secrets.token_hex(8)}")
    with explained("keep the measured ceilings in", path):
        os.makedirs(folder, exist_ok=True)
        try:
            write_synced(staging, encode_document(StoredCeilings(VERSION, ceilings)))
            os.replace(staging, path)
        except BaseException:
            if os.path.lexists(staging):
                os.unlink(staging)
            raise
        sync_folder(folder)
    return path


def read_ceilings(root: str, machine_id: str) -> Ceilings | None:
    """What was last measured of a machine; None where nothing was. Raises StoreError for a file it can't take."""
    path = ceilings_path(root, machine_id)
    if not os.path.lexists(path):
        return None
    data, file = read_regular(path), printable(path)
    try:
        version = _version.one(data).version
        if version == VERSION:
            return _decoding.one(data).ceilings
    except Undecodable as error:
        raise StoreError(f"{file} holds no measured ceilings: {error}", AGAIN) from error
    if version > VERSION:
        raise StoreError(
            f"{file} has version {version}, and a newer workbench wrote it: this one reads up to {VERSION}",
            "upgrade workbench: pip install --upgrade workbench; or " + AGAIN,
        )
    raise StoreError(f"{file} has version {version}, and no workbench ever wrote it", AGAIN)
