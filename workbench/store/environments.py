"""The cache of environments: each is made once of what a suite requires, then every run of that uses it.

    <cache>/py<version>-<first 16 of the key>/{environment.json, uses/, bin/, lib/, …}

A virtual environment can't be moved: its scripts, and what was compiled in it, hold its path. So it is made where it
will stay, under a lock, and it counts only once `environment.json` is there, which is written last and appears whole.
"""

from __future__ import annotations

import fcntl
import glob
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

import msgspec

from workbench.errors import StoreError
from workbench.store.cache import default_root as data_root
from workbench.store.diskerrors import explained, printable
from workbench.store.layout import open_regular, read_regular, slug, sync_folder, write_synced

MANIFEST_FILE = "environment.json"
USES_FOLDER = "uses"
VERSION = 1
LOCK_SECONDS = 0.2
_REMOVING = ".removing-"
_KEY = re.compile(r"[0-9a-f]{16,64}")
_NAME = re.compile(r"py[0-9.]+-[0-9a-f]{16}")


@dataclass(frozen=True)
class Manifest:
    """What an environment was made of. `built_at` is in seconds since the epoch."""

    key: str
    python: str
    implementation: str
    platform: str
    base: str
    requirements: tuple[str, ...]
    options: tuple[str, ...]
    installer: str
    built_at: float
    build_seconds: float
    size_bytes: int
    version: int = VERSION


@dataclass(frozen=True)
class CachedEnvironment:
    """One entry of the cache. Without a `manifest` it isn't complete: it is made anew when needed.

    `uses` maps who asked for it (`suite:environment`) to when it last did, in seconds since the epoch. `in_use`: a run
    holds it now.
    """

    name: str
    folder: str
    size_bytes: int
    manifest: Manifest | None = None
    uses: Mapping[str, float] = field(default_factory=dict)
    in_use: bool = False

    @property
    def interpreter(self) -> str:
        """Its Python."""
        return interpreter_in(self.folder)

    @property
    def last_used_at(self) -> float:
        """In seconds since the epoch; when it was built where nobody has used it."""
        built = 0.0 if self.manifest is None else self.manifest.built_at
        return max((built, *self.uses.values()))


_decoder = msgspec.json.Decoder(Manifest)


def default_root(environment: Mapping[str, str] = os.environ) -> str:
    """`environments`, beside the data cache."""
    return os.path.join(os.path.dirname(data_root(environment)), "environments")


def interpreter_in(folder: str) -> str:
    """The Python of the virtual environment in `folder`."""
    return os.path.join(folder, "bin", "python")


class EnvironmentCache:
    """The cache below `root`. A context manager: what was obtained can't be removed by anybody until it is left."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._held: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        while self._held:
            os.close(self._held.popitem()[1])

    def find(self, python: str, key: str) -> CachedEnvironment | None:
        """The complete environment of `key` under Python `python` (`3.11.7`), held from now on; None if there is none.

        Does not wait for one that is being made.
        """
        return self._hold(self._name(python, key))

    def obtain(
        self, python: str, key: str, make: Callable[[str], Manifest], wait: Callable[[], None]
    ) -> CachedEnvironment:
        """The environment, made by `make(folder)` where it isn't there, and held from now on.

        `wait` is called every moment while another process makes it; what it or `make` raises is raised, and nothing
        is left behind.
        """
        name = self._name(python, key)
        while True:
            found = self._hold(name)
            if found is not None:
                return found
            lock = self._lock(name, fcntl.LOCK_EX)
            if lock is None:
                wait()
                time.sleep(LOCK_SECONDS)
                continue
            try:
                # Another process may have made it between our look and our lock.
                if self._entry(name).manifest is None:
                    _make(os.path.join(self.root, name), make)
            finally:
                os.close(lock)

    def note_use(self, name: str, user: str, now: float) -> None:
        """Remember that `user` (`suite:environment`) asked for an entry. A cache that can't be written still serves."""
        suite, _, environment = user.partition(":")
        path = os.path.join(self.root, name, USES_FOLDER, "%s:%s" % (slug(suite, 60), os.path.basename(environment)))
        with suppress(OSError, StoreError):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            os.close(open_regular(path, os.O_WRONLY | os.O_CREAT))
            os.utime(path, (now, now))

    def list(self) -> tuple[CachedEnvironment, ...]:
        """Every entry, the last used first; what was left by a crash is one that isn't complete."""
        if not os.path.isdir(self.root):
            return ()
        with explained("list the environments at", self.root), os.scandir(self.root) as inside:
            names = [entry.name for entry in inside if entry.is_dir(follow_symlinks=False)]
        entries = [self._entry(name, look=True) for name in names if _NAME.fullmatch(name)]
        return tuple(sorted(entries, key=lambda entry: (-entry.last_used_at, entry.name)))

    def remove(self, names: Sequence[str]) -> tuple[str, ...]:
        """Remove entries by name; returns those that went. One that a run holds, or that is being made, stays."""
        removed = []
        for name in names:
            if _NAME.fullmatch(name) is None:
                raise StoreError(f"{printable(name[:70])!r} is not the name of an environment: workbench env list")
            lock = self._lock(name, fcntl.LOCK_EX)
            if lock is None:
                continue
            try:
                with explained("remove", os.path.join(self.root, name)):
                    _remove(os.path.join(self.root, name))
                removed.append(name)
            finally:
                os.close(lock)
        for leftover in glob.glob(os.path.join(glob.escape(self.root), _REMOVING + "*")):
            shutil.rmtree(leftover, ignore_errors=True)
        return tuple(removed)

    def _name(self, python: str, key: str) -> str:
        if _KEY.fullmatch(key) is None:
            raise StoreError(f"{printable(key[:70])!r} is not a content key: 16 to 64 hexadecimal digits")
        minor = ".".join(python.split(".")[:2])
        return f"py{minor}-{key[:16]}"

    def _hold(self, name: str) -> CachedEnvironment | None:
        """The entry, if it is complete, with a shared lock that lasts until we are left."""
        lock = self._held.get(name)
        fresh = lock is None
        if lock is None:
            lock = self._lock(name, fcntl.LOCK_SH)
        if lock is None:
            return None
        entry = self._entry(name)
        if entry.manifest is None:
            os.close(lock)
            self._held.pop(name, None)
            return None
        if fresh:
            self._held[name] = lock
        return entry

    def _lock(self, name: str, kind: int) -> int | None:
        """A descriptor that holds the entry's lock, or None where another process holds it."""
        with explained("write to the environments at", self.root):
            os.makedirs(self.root, exist_ok=True)
            descriptor = open_regular(os.path.join(self.root, f".{name}.lock"), os.O_RDWR | os.O_CREAT)
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        return descriptor

    def _entry(self, name: str, look: bool = False) -> CachedEnvironment:
        """`look`: also at what costs time, its size where it isn't complete and whether somebody holds it."""
        folder = os.path.join(self.root, name)
        manifest = _manifest(folder)
        size = 0 if manifest is None else manifest.size_bytes
        if not look:
            return CachedEnvironment(name, folder, size, manifest, _uses(folder))
        lock = None if name in self._held else self._lock(name, fcntl.LOCK_EX)
        if lock is not None:
            os.close(lock)
        size = size or disk_bytes(folder)
        return CachedEnvironment(name, folder, size, manifest, _uses(folder), in_use=lock is None)


def disk_bytes(folder: str) -> int:
    """What the files below `folder` take on the disk, each once."""
    sizes = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                status = os.lstat(os.path.join(parent, name))
                sizes[status.st_dev, status.st_ino] = status.st_blocks * 512
    return sum(sizes.values())


def _make(folder: str, make: Callable[[str], Manifest]) -> None:
    with explained("make an environment at", folder):
        _remove(folder)
        os.makedirs(folder)
    try:
        content = msgspec.json.format(msgspec.json.encode(make(folder))) + b"\n"
        with explained("make an environment at", folder):
            staging = os.path.join(folder, MANIFEST_FILE + ".making")
            write_synced(staging, content)
            os.rename(staging, os.path.join(folder, MANIFEST_FILE))
            sync_folder(folder)
    except BaseException:
        _remove(folder)
        raise


def _manifest(folder: str) -> Manifest | None:
    """The manifest of a complete environment whose interpreter is still there (its base may have been removed)."""
    try:
        manifest = _decoder.decode(read_regular(os.path.join(folder, MANIFEST_FILE)))
    except (StoreError, msgspec.DecodeError):
        return None
    usable = manifest.version == VERSION and os.access(interpreter_in(folder), os.X_OK)
    return manifest if usable else None


def _uses(folder: str) -> dict[str, float]:
    try:
        with os.scandir(os.path.join(folder, USES_FOLDER)) as inside:
            return {entry.name: entry.stat(follow_symlinks=False).st_mtime for entry in inside}
    except OSError:
        return {}


def _remove(folder: str) -> None:
    """Remove a folder of ours; under a name that no one takes for an entry while it lasts."""
    if not os.path.lexists(folder):
        return
    doomed = os.path.join(os.path.dirname(folder), _REMOVING + secrets.token_hex(8))
    os.rename(folder, doomed)
    shutil.rmtree(doomed)
