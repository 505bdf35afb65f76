"""Answers kept beside the results, so that a page need not decode 100,000 trials to show one figure.

    found = kept(root, folder, "report", Report, lambda: build_report(read_run(folder)))

An answer is good for the files it came from (size, time and inode of run.json and trials.jsonl) and for the code that
worked it out; anything else makes it anew. Kept as MessagePack, which is plain data: it is decoded into `form` or
not at all.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import TypeVar

import msgspec

import workbench
from workbench.reporting.fingerprints import fingerprint
from workbench.store.catalogue import RunEntry, find_runs, read_entry
from workbench.store.derived import Derived

Answer = TypeVar("Answer")
LISTING = "listing"


def kept(root: str | None, folder: str, question: str, form: type[Answer], make: Callable[[], Answer]) -> Answer:
    """The answer to `question` about what lies in `folder`, made where it isn't kept beside `root` already.

    `form` is a type that msgspec decodes (dataclasses, tuples, mappings). Without a `root`, or with a folder outside
    it, nothing is kept. What `make` raises is raised.
    """
    name = None if root is None else _name(root, folder, question)
    if root is None or name is None:
        return make()
    key = _key(folder)
    found = _decoded(Derived(root).load(name, key), form)
    if found is None:
        found = make()
        Derived(root).save(name, key, msgspec.msgpack.encode(found))
    return found


def keep(root: str, folder: str, question: str, answer: object) -> None:
    """Keep an answer that is in hand: `kept` finds it, where `root` can be written and `folder` lies in it."""
    name = _name(root, folder, question)
    if name is not None:
        with suppress(OverflowError):  # a whole number too large for MessagePack, which a file may hold
            Derived(root).save(name, _key(folder), msgspec.msgpack.encode(answer))


def forget(root: str, folder: str) -> None:
    """Remove what is kept of a run that is gone."""
    place = _place(root, folder)
    if place is not None:
        Derived(root).remove_ending(place)


class KeptEntries:
    """The list of the runs in `root`, of which only what changed is read again."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._derived = Derived(root)
        self._known = _decoded(self._derived.load(LISTING, _code_key()), dict[str, RunEntry]) or {}
        self._seen: dict[str, RunEntry] = {}

    def find(self) -> tuple[RunEntry, ...]:
        """As `store.catalogue.find_runs`, and raises as it does."""
        found = find_runs(self.root, self._entry)
        if self._seen != self._known:
            self._derived.save(LISTING, _code_key(), msgspec.msgpack.encode(self._seen))
        return found

    def _entry(self, folder: str) -> RunEntry:
        key = f"{folder} {fingerprint(folder)}"
        self._seen[key] = self._known.get(key) or read_entry(folder)
        return self._seen[key]


def _decoded(data: bytes | None, form: type[Answer]) -> Answer | None:
    if data is None:
        return None
    try:
        return msgspec.msgpack.decode(data, type=form)
    except (msgspec.DecodeError, ValueError, TypeError):
        return None


def _name(root: str, folder: str, question: str) -> str | None:
    place = _place(root, folder)
    return None if place is None else f"{question}-{place}"


def _key(folder: str) -> str:
    """Alike however the folder's path is written."""
    whole = os.path.abspath(folder)
    return f"{_code_key()} {whole} {fingerprint(whole)}"


def _place(root: str, folder: str) -> str | None:
    """What the names of a folder's answers end with; None for a folder that doesn't lie in `root`."""
    real, inside = os.path.realpath(folder), os.path.realpath(root)
    if os.path.commonpath([real, inside]) != inside:
        return None
    return hashlib.sha256(os.path.relpath(real, inside).encode(errors="surrogateescape")).hexdigest()[:32]


@cache
def _code_key() -> str:
    """Changes whenever a module of ours does: what was worked out by other code is another answer."""
    digest = hashlib.sha256(f"{workbench.__version__}\n".encode())
    package = os.path.dirname(os.path.abspath(workbench.__file__))
    for parent, folders, names in os.walk(package):
        folders[:] = sorted(name for name in folders if name != "__pycache__" and not name.startswith("_shipped"))
        for name in sorted(name for name in names if name.endswith(".py")):
            stat = os.stat(os.path.join(parent, name))
            digest.update(f"{parent}/{name} {stat.st_size} {stat.st_mtime_ns}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()
