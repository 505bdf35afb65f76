"""The data cache: a workload's data is made once, then every solver reads the same bytes.

    <cache>/<workload>-<first 16 of the key>/{manifest.json, data/}

An entry appears whole or not at all, and its files are read-only.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from workbench.errors import StoreError
from workbench.store.diskerrors import explained, printable, store_error
from workbench.store.layout import open_regular, slug
from workbench.store.manifest import (
    DATA_FOLDER,
    MANIFEST_FILE,
    Manifest,
    content_key,
    data_hash,
    make_read_only,
    make_removable,
    read_manifest,
    scan,
    write_manifest,
)

_MAKING = ".making"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_KEY = re.compile(r"[0-9a-f]{16,64}")


@dataclass(frozen=True)
class CacheEntry:
    """One entry. `folder` holds the data; `last_used_at` is in seconds since the epoch.

    An entry that isn't `complete` (files missing or of another size) has no hash and is made anew when needed.
    """

    name: str
    folder: str
    complete: bool
    data_hash: str = ""
    size_bytes: int = 0
    last_used_at: float = 0.0


def default_root(environment: Mapping[str, str] = os.environ) -> str:
    """$XDG_CACHE_HOME/workbench/data, else ~/.cache/workbench/data (XDG: a relative path counts as unset)."""
    base = environment.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        base = os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "workbench", "data")


class DataCache:
    """The cache below `root`."""

    def __init__(self, root: str) -> None:
        self.root = root

    def free_bytes(self) -> int:
        """What the disk that it lies on has left for data."""
        place = self.root
        while not os.path.exists(place):
            place = os.path.dirname(place)
        return shutil.disk_usage(place).free

    def folder(self, workload: str, key: str) -> str:
        """Where the data is, or will be. `key` is `content_key`'s; StoreError for anything else."""
        return os.path.join(self._path(workload, key), DATA_FOLDER)

    def find(self, workload: str, key: str) -> CacheEntry | None:
        """The complete entry, or None. Sizes are compared, contents aren't (`verify` does)."""
        path = self._path(workload, key)
        entry = _entry(path)
        if not entry.complete:
            return None
        with suppress(OSError):  # a cache shared read-only still serves
            os.utime(os.path.join(path, MANIFEST_FILE))
        return entry

    def fill(self, workload: str, key: str, make: Callable[[str], None]) -> CacheEntry:
        """The entry, made by `make(folder)` where it isn't there; a second runner waits for the first.

        What `make` raises is raised, and nothing is left behind; a full disk is a StoreError.
        """
        found = self.find(workload, key)
        if found is not None:
            return found
        path = self._path(workload, key)
        with self._locked(path):
            found = self.find(workload, key)
            return found if found is not None else _make(workload, key, path, make)

    def verify(self) -> tuple[str, ...]:
        """A sentence for every entry whose bytes are no longer those that were made. Reads everything."""
        return tuple(fault for entry in self.list() for fault in self._faults(entry))

    def list(self) -> tuple[CacheEntry, ...]:
        """Every entry, the last used first; what was left by a crash is an entry that isn't complete."""
        if not os.path.isdir(self.root):
            return ()
        with explained("list the data cache at", self.root), os.scandir(self.root) as inside:
            paths = [entry.path for entry in inside if entry.is_dir(follow_symlinks=False)]
        return tuple(sorted((_entry(path) for path in paths), key=lambda entry: (-entry.last_used_at, entry.name)))

    def prune(self, now: float, older_than_seconds: float | None = None) -> tuple[CacheEntry, ...]:
        """Remove what was last used longer ago (None: everything) and what isn't complete; returns what went.

        An entry that is being made is left alone.
        """
        removed = []
        for entry in self.list():
            old = older_than_seconds is None or now - entry.last_used_at > older_than_seconds
            path = os.path.join(self.root, entry.name)
            if (old or not entry.complete) and self._remove_unless_busy(path):
                removed.append(entry)
        return tuple(removed)

    def _path(self, workload: str, key: str) -> str:
        if _KEY.fullmatch(key) is None:
            raise StoreError(f"{printable(key[:70])!r} is not a content key: 16 to 64 hexadecimal digits")
        return os.path.join(self.root, f"{slug(workload)}-{key[:16]}")

    @contextmanager
    def _locked(self, path: str, wait: bool = True) -> Iterator[None]:
        """Hold an entry's lock. Raises BlockingIOError where another process has it and `wait` is False."""
        lock = os.path.join(self.root, "." + os.path.basename(path).removesuffix(_MAKING) + ".lock")
        with explained("write to the data cache at", self.root):
            os.makedirs(self.root, exist_ok=True)
            descriptor = open_regular(lock, os.O_RDWR | os.O_CREAT)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            yield
        finally:
            os.close(descriptor)

    def _remove_unless_busy(self, path: str) -> bool:
        try:
            with self._locked(path, wait=False), explained("remove", path):
                _remove(path)
        except BlockingIOError:
            return False
        return True

    def _faults(self, entry: CacheEntry) -> Iterator[str]:
        manifest = read_manifest(os.path.dirname(entry.folder))
        if manifest is None:
            yield f"{entry.name}: files are missing or have another size"
            return
        found = scan(entry.folder)
        for name, expected in manifest.files.items():
            if found.get(name) != expected:
                yield f"{entry.name}: {printable(name)} was changed after it was made"


def _make(workload: str, key: str, path: str, make: Callable[[str], None]) -> CacheEntry:
    staging = path + _MAKING
    data = os.path.join(staging, DATA_FOLDER)
    with explained("fill the data cache at", path):
        for leftover in (staging, path):
            _remove(leftover)
        os.makedirs(data)
    try:
        _call(make, data)
        with explained("fill the data cache at", path):
            files = scan(data)
            write_manifest(staging, Manifest(workload, key, data_hash(files), files))
            make_read_only(data)
            os.rename(staging, path)
    except BaseException:
        _remove(staging)
        raise
    return _entry(path)


def _call(make: Callable[[str], None], folder: str) -> None:
    """A full disk gets its sentence; what else `make` may raise is its own."""
    try:
        make(folder)
    except OSError as error:
        if error.errno in _FULL:
            raise store_error("fill the data cache at", folder, error) from error
        raise


def _entry(path: str) -> CacheEntry:
    name, data = os.path.basename(path), os.path.join(path, DATA_FOLDER)
    manifest = None if path.endswith(_MAKING) else read_manifest(path)
    if manifest is None:
        return CacheEntry(name, data, complete=False)
    used = os.stat(os.path.join(path, MANIFEST_FILE)).st_mtime
    return CacheEntry(name, data, True, manifest.data_hash, manifest.size_bytes, used)


def _remove(path: str) -> None:
    """Remove a folder of ours; under a name that no one takes for an entry while it lasts."""
    if not os.path.lexists(path):
        return
    doomed = os.path.join(os.path.dirname(path), f".removing-{secrets.token_hex(8)}")
    os.rename(path, doomed)
    make_removable(doomed)
    shutil.rmtree(doomed)


__all__ = ["CacheEntry", "DataCache", "content_key", "default_root"]
