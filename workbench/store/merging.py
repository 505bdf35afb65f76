"""Copies runs from other results folders into one; nothing there is ever overwritten."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.errors import StoreError
from workbench.store.catalogue import RunEntry, find_runs
from workbench.store.diskerrors import explained, printable
from workbench.store.journal import is_being_written
from workbench.store.layout import (
    RUN_FILE,
    TRIALS_FILE,
    machine_folder,
    open_regular,
    read_regular,
    run_folder,
    sync_folder,
)

COPIED = "copied"
PRESENT = "already there"
REFUSED = "refused"


@dataclass(frozen=True)
class MergedRun:
    """What became of one folder: `outcome` is COPIED, PRESENT or REFUSED (then `reason` says why).

    `left_out` are files that weren't copied: links, pipes, hidden files.
    """

    source: str
    outcome: str
    folder: str = ""
    reason: str | None = None
    left_out: tuple[str, ...] = ()


def merge(sources: Sequence[str], into: str) -> tuple[MergedRun, ...]:
    """Copy every run of `sources` (results folders or runs) to `into`/<machine>/<run id>.

    A run that is there already is left alone; one that is there with other facts is refused, as is what
    can't be read. Each run appears whole or not at all. Raises StoreError where a source isn't there or
    holds no run, before anything is copied, and where `into` can't be written.
    """
    found = [(source, find_runs(source)) for source in sources]
    for source, entries in found:
        if not entries:
            raise StoreError(f"there is no run in {printable(source)}", "name a results folder or a run's folder")
    return tuple(_merge_one(entry, into) for _, entries in found for entry in entries)


def _merge_one(entry: RunEntry, into: str) -> MergedRun:
    if not entry.readable:
        return MergedRun(entry.folder, REFUSED, reason="; ".join(entry.problems))
    target = run_folder(into, entry.machine_id, entry.run_id)
    if os.path.islink(target):
        return MergedRun(entry.folder, REFUSED, target, f"{printable(target)} is a symbolic link")
    if os.path.exists(target):
        if _same_facts(entry.folder, target):
            return MergedRun(entry.folder, PRESENT, target)
        reason = f"{printable(target)} has the same id but other facts: move one of them away"
        return MergedRun(entry.folder, REFUSED, target, reason)
    if is_being_written(os.path.join(entry.folder, TRIALS_FILE)):
        return MergedRun(entry.folder, REFUSED, target, "it is still being written: merge it when it has ended")
    return MergedRun(entry.folder, COPIED, target, left_out=_copy(entry, into, target))


def _same_facts(one: str, other: str) -> bool:
    """Whether two runs have the same header and trials, byte for byte."""
    try:
        return all(
            read_regular(os.path.join(one, name)) == read_regular(os.path.join(other, name))
            for name in (RUN_FILE, TRIALS_FILE)
        )
    except StoreError:
        return False


def _copy(entry: RunEntry, into: str, target: str) -> tuple[str, ...]:
    parent = machine_folder(into, entry.machine_id)
    staging = os.path.join(parent, f".merging-{secrets.token_hex(8)}")
    with explained("copy a run to", into):
        os.makedirs(parent, exist_ok=True)
        try:
            left_out = _copy_tree(entry.folder, staging)
            os.rename(staging, target)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
        sync_folder(parent)
    return tuple(left_out)


def _copy_tree(source: str, target: str) -> list[str]:
    """Copy folders and regular files; returns what is neither, or hidden."""
    left_out = []
    os.mkdir(target)
    for entry in sorted(os.scandir(source), key=lambda entry: entry.name):
        copy = os.path.join(target, entry.name)
        if entry.name.startswith("."):
            left_out.append(entry.path)
        elif entry.is_dir(follow_symlinks=False):
            left_out += _copy_tree(entry.path, copy)
        elif entry.is_file(follow_symlinks=False):
            _copy_file(entry.path, copy)
        else:
            left_out.append(entry.path)
    sync_folder(target)
    return left_out


def _copy_file(source: str, target: str) -> None:
    with open(open_regular(source), "rb") as original, open(target, "xb") as copy:
        shutil.copyfileobj(original, copy, 1 << 20)
        copy.flush()
        os.fsync(copy.fileno())
